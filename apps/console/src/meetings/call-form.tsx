import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { callMeeting } from '../api/meetings.views.ts';
import { useSay } from '../language/language.tsx';
import { meetingWords as words } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { go, Link } from '../route/router.tsx';
import { shanghaiTime } from '../time/due.ts';
import { MeetingNoAndDay } from './meeting-no-and-day.tsx';
import { NamesField } from './names-field.tsx';

/** Calls a meeting: when, where, who. The agenda follows on its page. */
export function CallForm() {
  const say = useSay();
  const { now } = useWorkplace();
  const [asked, setAsked] = useState(() => ({
    ...{ meetingNo: '', heldOn: shanghaiTime(now).slice(0, 10), place: '', chair: '' },
    members: [] as readonly string[],
  }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const put = (part: Partial<typeof asked>) => setAsked((before) => ({ ...before, ...part }));
  const chair = asked.chair || asked.members[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || asked.members.length === 0 || !chair) return;
    setBusy(true);
    setProblem(undefined);
    const { meetingNo, heldOn, place, members } = asked;
    callMeeting({ ...(meetingNo.trim() ? { meetingNo: meetingNo.trim() } : {}), heldOn, place, chair, members }).then(
      (meeting) => go({ page: 'meeting', id: meeting.id }),
      (cause: unknown) => {
        setProblem(problemFrom(cause));
        setBusy(false);
      },
    );
  };
  return (
    <form noValidate onSubmit={submit}>
      <div className="page-head">
        <h1>{say(words.call)}</h1>
      </div>
      {problem && <ProblemNote problem={problem} />}
      <section className="sheet form">
        <div className="form-pair">
          <MeetingNoAndDay value={asked} onChange={put} />
          <Field label={say(words.place)}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={120}
                value={asked.place}
                onChange={(event) => put({ place: event.target.value })}
              />
            )}
          </Field>
        </div>
        <NamesField
          label={words.members}
          hint={words.membersHint}
          required
          error={tried && asked.members.length === 0 ? say(words.needed) : undefined}
          value={asked.members}
          onChange={(members) => put({ members, chair: members.includes(asked.chair) ? asked.chair : '' })}
        />
        <Field label={say(words.chair)} required>
          {(ids) => (
            <Select
              {...ids}
              options={asked.members.map((name) => ({ value: name, label: name }))}
              value={chair}
              onChange={(name: string) => put({ chair: name })}
            />
          )}
        </Field>
      </section>
      <div className="form-foot actions">
        <Button type="primary" htmlType="submit" disabled={busy}>
          {say(words.callDo)}
        </Button>
        <Link className="button-link" to={{ page: 'meetings' }}>
          {say(shellWords.cancel)}
        </Link>
      </div>
    </form>
  );
}
