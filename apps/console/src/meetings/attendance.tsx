import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { type MeetingView } from '../api/meetings.views.ts';
import { useSay } from '../language/language.tsx';
import { meetingWords as words } from '../language/meeting.words.ts';
import { type MeetingProps } from './meeting.props.ts';
import { countedPresent } from './quorum.ts';

/** Who is a member and who is there; before the opening the ticks count live against the rule. */
export function Attendance({ view, command }: MeetingProps) {
  const say = useSay();
  const mayConvene = view.commands.includes('convene');
  const [present, setPresent] = useState<readonly string[]>(() => view.members.map(({ id }) => id));
  const there = mayConvene ? present : view.members.filter((member) => member.present).map(({ id }) => id);
  const ordered = view.members.filter(({ id }) => present.includes(id)).map(({ id }) => id);
  return (
    <section className="sheet" aria-labelledby="attendance-title">
      <h2 id="attendance-title">{say(words.attendance)}</h2>
      {mayConvene && <p className="hint">{say(words.convenePick)}</p>}
      <ul className="attendance">
        {view.members.map((member) => (
          <li key={member.id}>
            {mayConvene ? (
              <Checkbox
                checked={present.includes(member.id)}
                onChange={(event) =>
                  setPresent((before) =>
                    event.target.checked ? [...before, member.id] : before.filter((id) => id !== member.id),
                  )
                }
              >
                <MemberText member={member} isChair={member.id === view.chair} />
              </Checkbox>
            ) : (
              <>
                <MemberText member={member} isChair={member.id === view.chair} />{' '}
                {view.status !== 'called' && (
                  <span className={member.present ? 'due-good' : 'due-quiet'}>
                    {say(member.present ? words.present : words.absent)}
                  </span>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      {view.status === 'called' && <QuorumNote count={countedPresent(view, [], there)} />}
      {mayConvene && (
        <Button
          type="primary"
          onClick={() =>
            void command('convene', {
              present: ordered,
              ...(ordered.includes(view.chair) ? {} : { chair: ordered[0] }),
            })
          }
        >
          {say(words.convene)}
        </Button>
      )}
    </section>
  );
}

interface MemberTextProps {
  readonly member: MeetingView['members'][number];
  readonly isChair: boolean;
}

function MemberText({ member, isChair }: MemberTextProps) {
  const say = useSay();
  return (
    <>
      {member.name}{' '}
      <span className="hint">{[member.title, isChair && say(words.chair)].filter(Boolean).join(' · ')}</span>
    </>
  );
}

/** Whether those present are enough, said before it matters. */
export function QuorumNote({ count }: { readonly count: MeetingView['items'][number]['quorum'] }) {
  const say = useSay();
  return (
    <p role="status" className={count.met ? 'due-good' : 'due-bad'}>
      {say(words.quorum)}:{' '}
      {say(count.met ? words.quorumMet : words.quorumShort, { present: count.present, entitled: count.entitled })}
    </p>
  );
}
