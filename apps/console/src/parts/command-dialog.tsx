import { type Bilingual } from '@sup/kernel';
import { Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { problemFrom } from './use-resource.ts';

interface Submission<Answer> {
  /** Names of controls that still need something. */
  readonly missing: () => readonly string[];
  readonly post: () => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
  /** Somebody was quicker: the record is to be read again, the form stays. */
  readonly onConflict?: () => void;
}

/** A command's form on its way to the service: what is missing once it was tried, whether it runs, how it was refused. */
export function useSubmission<Answer>({ missing, post, onDone, onConflict }: Submission<Answer>) {
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();

  const submit = () => {
    setTried(true);
    if (missing().length > 0) return;
    setBusy(true);
    setProblem(undefined);
    post().then(onDone, (cause: unknown) => {
      const refusal = problemFrom(cause);
      setProblem(refusal);
      setBusy(false);
      if (refusal.status === 409) onConflict?.();
    });
  };

  return { submit, busy, problem, missing: tried ? missing() : [] };
}

interface CommandDialogProps {
  readonly face: { readonly label: Bilingual; readonly consequence: Bilingual; readonly tone: string };
  readonly title?: Bilingual;
  readonly wide: boolean;
  readonly busy: boolean;
  readonly possible: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The window of a command: its name, what follows from it, what it asks, and one button that does it. */
export function CommandDialog({ face, title, wide, busy, possible, onSubmit, onClose, children }: CommandDialogProps) {
  const say = useSay();
  return (
    <Modal
      open
      width={wide ? 640 : 480}
      title={say(title ?? face.label)}
      okText={say(busy ? shellWords.doing : face.label)}
      cancelText={say(shellWords.cancel)}
      okButtonProps={{ danger: face.tone === 'away', disabled: busy || !possible }}
      cancelButtonProps={{ disabled: busy }}
      mask={{ closable: false }}
      onOk={onSubmit}
      onCancel={() => !busy && onClose()}
    >
      <div className="form command-form">
        <p className="consequence">{say(face.consequence)}</p>
        {children}
      </div>
    </Modal>
  );
}
