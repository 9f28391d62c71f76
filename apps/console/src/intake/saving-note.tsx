import { Alert, Button } from 'antd';
import { intakeWords as words } from '../language/intake.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { shanghaiTime } from '../time/due.ts';
import { type Saving } from './autosave.ts';

interface SavingNoteProps {
  readonly saving: Saving;
  readonly onTheirs: () => void;
  readonly onMine: () => void;
}

/** Whether what is typed is kept, and since when; a conflict with its two ways out. */
export function SavingNote({ saving, onTheirs, onMine }: SavingNoteProps) {
  const say = useSay();
  const { language } = useLanguage();
  if (saving.kind === 'conflict')
    return (
      <Alert
        type="warning"
        role="alert"
        title={say(words.conflictTitle)}
        description={
          <>
            <p>{say(words.conflictText)}</p>
            <span className="actions">
              <Button size="small" onClick={onTheirs}>
                {say(words.useTheirs)}
              </Button>
              <Button size="small" onClick={onMine}>
                {say(words.useMine)}
              </Button>
            </span>
          </>
        }
      />
    );
  const texts = {
    untouched: undefined,
    incomplete: words.unsaved,
    secret: words.notKept,
    pending: words.pending,
    saving: words.saving,
    saved: words.saved,
    failed: words.notSaved,
  } as const;
  const text = texts[saving.kind];
  const time = saving.kind === 'saved' ? shanghaiTime(saving.at).slice(11) : '';
  return (
    <span className={`saving saving-${saving.kind}`} role="status">
      {text && say(text, { time })}
      {saving.kind === 'failed' && <span className="field-error"> {saving.problem.text[language]}</span>}
    </span>
  );
}
