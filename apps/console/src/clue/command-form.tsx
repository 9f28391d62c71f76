import { Alert } from 'antd';
import { useState } from 'react';
import { type ClueView, clueCommand } from '../api/clues.views.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { clueEventWords, clueWords } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { CommandDialog, useSubmission } from '../parts/command-dialog.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { shanghaiTime } from '../time/due.ts';
import { bodyOf, type ClueFace, type ClueFaceName, missingOf } from './command.rules.ts';
import { ClueControlField } from './control-field.tsx';

export interface ClueFormProps {
  readonly name: ClueFaceName;
  readonly face: ClueFace;
  readonly view: ClueView;
  /** The version that was on the screen when the form was opened. */
  readonly opened: number;
  readonly onDone: (view: ClueView, label: string) => void;
  /** Somebody was quicker: the clue is to be read again, the form stays. */
  readonly onConflict: () => void;
  readonly onClose: () => void;
}

/** Asks what a command needs, says what follows from it, and shows the service's refusal in the chosen language. */
export function ClueCommandForm({ name, face, view, opened, onDone, onConflict, onClose }: ClueFormProps) {
  const say = useSay();
  const [filled, setFilled] = useState<Readonly<Record<string, unknown>>>(() => defaultsOf(name, view));
  const { submit, busy, problem, missing } = useSubmission({
    missing: () => missingOf(face, filled),
    post: () => clueCommand(view.id, name, { ...bodyOf(face, filled), expectedVersion: view.version }),
    onDone: (answer) => onDone(answer, say(face.label)),
    onConflict,
  });
  const since = view.timeline.filter(({ n }) => n > opened);

  return (
    <CommandDialog
      face={face}
      wide={face.controls.length > 0}
      busy={busy}
      possible={view.commands.includes(name)}
      onSubmit={submit}
      onClose={onClose}
    >
      {since.length > 0 && <ConflictNote since={since} />}
      {problem && <ProblemNote problem={problem} />}
      {face.controls.map((control) => (
        <ClueControlField
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
function ConflictNote({ since }: { readonly since: ClueView['timeline'] }) {
  const say = useSay();
  return (
    <Alert
      type="warning"
      role="alert"
      title={say(clueWords.conflictTitle)}
      description={
        <ul>
          {since.map((line) => (
            <li key={line.n}>
              {shanghaiTime(line.at)} {line.actingPost.split('/')[0]}:{' '}
              <strong>{say(clueEventWords[line.type] ?? line.summary)}</strong>
            </li>
          ))}
        </ul>
      }
    />
  );
}

function defaultsOf(name: ClueFaceName, view: ClueView): Record<string, unknown> {
  switch (name) {
    case 'conclude':
      return { findings: [{ text: '', evidenceFileIds: [], firstHand: true }] };
    case 'decide-outcome':
      return { outcome: view.proposal?.outcome };
    case 'dispose':
      return { disposals: [{ kind: 'INSTRUMENT_ISSUED', text: '' }] };
    case 'assign':
      return { handlers: view.handlers };
    case 'close':
      return view.closingGrounds.length === 1 ? { ground: view.closingGrounds[0] } : {};
    case 'meet-limit': {
      const running = view.limits.filter(({ state }) => state === 'running');
      return running.length === 1 ? { clockId: running[0]!.clockId } : {};
    }
    default:
      return {};
  }
}
