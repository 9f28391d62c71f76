import { Modal } from 'antd';
import { useState } from 'react';
import { clueCommand, type ClueView } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { RoutingNote } from '../intake/advice.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { bodyOf, missingIn, type Prepared, preparedFrom } from './prepare.rules.ts';
import { PreparedFields } from './prepared-fields.tsx';

interface PrepareFormProps {
  readonly view: ClueView;
  readonly onDone: (view: ClueView) => void;
  readonly onClose: () => void;
}

/** Prepares a referral from the clue: the route is suggested, what crosses is taken from the clue and masked. */
export function PrepareForm({ view, onDone, onClose }: PrepareFormProps) {
  const say = useSay();
  const [prepared, setPrepared] = useState<Prepared>(() => preparedFrom(view));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const missing = tried ? missingIn(prepared) : [];

  const submit = () => {
    setTried(true);
    if (missingIn(prepared).length > 0) return;
    setBusy(true);
    setProblem(undefined);
    clueCommand(view.id, 'prepare-referral', { ...bodyOf(prepared), expectedVersion: view.version }).then(
      onDone,
      (cause: unknown) => {
        setProblem(problemFrom(cause));
        setBusy(false);
      },
    );
  };

  return (
    <Modal
      open
      width={680}
      title={say(words.prepare)}
      okText={say(busy ? words.doing : words.prepare)}
      cancelText={say(shellWords.cancel)}
      okButtonProps={{ disabled: busy }}
      cancelButtonProps={{ disabled: busy }}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={() => !busy && onClose()}
    >
      <div className="form command-form">
        <p className="consequence">{say(words.prepareThen)}</p>
        {problem && <ProblemNote problem={problem} />}
        {view.routing && <RoutingNote routing={view.routing} />}
        <PreparedFields
          prepared={prepared}
          errorOf={(field) => (missing.includes(field) ? say(words.missing) : undefined)}
          onChange={(part) => setPrepared((before) => ({ ...before, ...part }))}
        />
      </div>
    </Modal>
  );
}
