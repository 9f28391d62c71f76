import { Alert } from 'antd';
import { useState } from 'react';
import { command as post, type ReferralView, type TimelineEntry } from '../api/referrals.views.ts';
import { commandWords as words } from '../language/command.words.ts';
import { useSay } from '../language/language.tsx';
import { recordWords } from '../language/record.words.ts';
import { CommandDialog, useSubmission } from '../parts/command-dialog.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { useAgencyName } from '../parts/workplace.tsx';
import { shanghaiTime } from '../time/due.ts';
import { bodyOf, type CommandFace, type FaceName, missingOf } from './command.rules.ts';
import { ControlField } from './control-field.tsx';
import { keyOf, postTitleOf } from './ladder.rules.ts';
import { SendSheet } from './send-sheet.tsx';

interface CommandFormProps {
  readonly name: FaceName;
  readonly face: CommandFace;
  readonly view: ReferralView;
  /** Set after a 409: what others did since this form was opened. */
  readonly since: readonly TimelineEntry[] | undefined;
  readonly possible: boolean;
  readonly onDone: (view: ReferralView, label: string) => void;
  readonly onConflict: () => void;
  readonly onClose: () => void;
}

/** Asks what a command needs, says what follows from it, and shows the server's refusal in the chosen language. */
export function CommandForm({ name, face, view, since, possible, onDone, onConflict, onClose }: CommandFormProps) {
  const say = useSay();
  const [filled, setFilled] = useState<Readonly<Record<string, unknown>>>(() => defaultsOf(name, view));
  const { submit, busy, problem, missing } = useSubmission({
    missing: () => missingOf(face, filled),
    post: () =>
      post(view.id, face.command ?? name, {
        ...bodyOf(face, filled),
        ...answered(name, view),
        ...(view.revision > 0 ? { expectedRevision: view.revision } : {}),
      }),
    onDone: (answer) => onDone(answer, say(face.label)),
    onConflict,
  });

  return (
    <CommandDialog
      face={face}
      title={name === 'send' ? words.send.label : face.label}
      wide={face.controls.length > 0 || name === 'send'}
      busy={busy}
      possible={possible}
      onSubmit={submit}
      onClose={onClose}
    >
      {since && since.length > 0 && <ConflictNote since={since} possible={possible} />}
      {problem && !since?.length && <ProblemNote problem={problem} />}
      {name === 'send' && <SendSheet view={view} />}
      {name === 'result' && <p className="hint">{say(words.resultWarn)}</p>}
      {face.controls.map((control) => (
        <ControlField
          key={control.name}
          control={control}
          view={view}
          filled={filled}
          error={missing.includes(control.name) ? say(words.missing) : undefined}
          onChange={(change) => setFilled((before) => ({ ...before, ...change }))}
        />
      ))}
    </CommandDialog>
  );
}

/** Who did what while this form was open. */
function ConflictNote({ since, possible }: { readonly since: readonly TimelineEntry[]; readonly possible: boolean }) {
  const say = useSay();
  const agency = useAgencyName();
  return (
    <Alert
      type="warning"
      role="alert"
      title={say(words.conflictTitle)}
      description={
        <>
          <ul>
            {since.map((entry) => (
              <li key={keyOf(entry)}>
                {shanghaiTime(entry.statedAt)} {agency(entry.author)}{' '}
                {say(postTitleOf(entry.actingPost) ?? recordWords.system)}：<strong>{say(entry.title)}</strong>
              </li>
            ))}
          </ul>
          {say(possible ? words.conflictNone : words.conflictLost)}
        </>
      }
    />
  );
}

function defaultsOf(name: FaceName, view: ReferralView): Record<string, unknown> {
  if (name === 'approve-result')
    return { placedPoints: view.declinedPoints.map((point) => ({ pointId: point.pointId, placedWith: '' })) };
  if (name === 'request-extension') {
    const running = view.clocks.filter((clock) => clock.state === 'running');
    return { unit: 'WORKING_DAY', ...(running.length === 1 ? { clockId: running[0]!.clockId } : {}) };
  }
  return {};
}

/** What an answer to a request is about: the newest extension request that the other side made. */
function answered(name: FaceName, view: ReferralView): Record<string, unknown> {
  if (name !== 'grant-extension' && name !== 'refuse-extension') return {};
  const request = view.timeline.findLast((entry) => entry.type === 'referral.extension-requested');
  return request ? { clockId: request.data['clockId'], about: request.n } : {};
}
