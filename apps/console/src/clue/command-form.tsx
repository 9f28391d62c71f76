import { Alert, Modal } from 'antd';
import { useState } from 'react';
import { type ClueView, clueCommand } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { clueEventWords, clueWords } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
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
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const missing = tried ? missingOf(face, filled) : [];
  const possible = view.commands.includes(name);
  const since = view.timeline.filter(({ n }) => n > opened);

  const submit = () => {
    setTried(true);
    if (missingOf(face, filled).length > 0) return;
    setBusy(true);
    setProblem(undefined);
    clueCommand(view.id, name, { ...bodyOf(face, filled), expectedVersion: view.version }).then(
      (answer) => onDone(answer, say(face.label)),
      (cause: unknown) => {
        const refusal = problemFrom(cause);
        setProblem(refusal);
        setBusy(false);
        if (refusal.status === 409) onConflict();
      },
    );
  };

  return (
    <Modal
      open
      width={face.controls.length ? 640 : 480}
      title={say(face.label)}
      okText={say(busy ? words.doing : face.label)}
      cancelText={say(shellWords.cancel)}
      okButtonProps={{ danger: face.tone === 'away', disabled: busy || !possible }}
      cancelButtonProps={{ disabled: busy }}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={() => !busy && onClose()}
    >
      <div className="form command-form">
        <p className="consequence">{say(face.consequence)}</p>
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
      </div>
    </Modal>
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
