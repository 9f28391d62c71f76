import { Button, Modal } from 'antd';
import { useRef, useState } from 'react';
import { clueCommand, type ClueListItem } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { HandlersField } from '../clue/handlers-field.tsx';
import { bodyOf, missingIn, type Prepared, preparedFrom } from '../clue/prepare.rules.ts';
import { PreparedFields } from '../clue/prepared-fields.tsx';
import { clueCommandWords } from '../language/clue-command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { registerWords as words } from '../language/register.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { problemFrom } from '../parts/use-resource.ts';

/** What can be done with several clues: the same command given for each, judged by the service for each. */
export const bulkActs = {
  'begin-screening': { label: words.bulkScreen, action: 'clue.screen' },
  assign: { label: words.bulkAssign, action: 'clue.assign' },
  'prepare-referral': { label: words.bulkPrepare, action: 'clue.screen' },
} as const;
export type BulkAct = keyof typeof bulkActs;

type Outcome = { readonly done: true } | { readonly done: false; readonly problem: ApiProblem };

interface BulkFormProps {
  readonly act: BulkAct;
  readonly items: readonly ClueListItem[];
  /** `changed`: at least one was tried. */
  readonly onClose: (changed: boolean) => void;
}

/** Lists exactly what will be done, asks once what is asked of all, and shows the answer for each (CON-01). */
export function BulkForm({ act, items, onClose }: BulkFormProps) {
  const say = useSay();
  const [handlers, setHandlers] = useState<readonly string[]>([]);
  const [prepared, setPrepared] = useState<Prepared>(() => preparedFrom({ routing: null, title: '' }));
  const [tried, setTried] = useState(false);
  const run = useRun(act, items);
  const missing = missingOf(act, handlers, prepared);
  const errorOf = (field: string) => (tried && missing.includes(field) ? say(clueCommandWords.missing) : undefined);
  const started = run.outcomes.size > 0 || run.running;
  const start = () => {
    setTried(true);
    if (missing.length > 0) return;
    void run.start((item) => bodyFor(act, item, { handlers, prepared }));
  };
  return (
    <Modal
      open
      width={680}
      title={say(bulkActs[act].label)}
      mask={{ closable: false }}
      onCancel={() => !run.running && onClose(started)}
      footer={
        run.running ? (
          <Button onClick={run.stop}>{say(words.bulkStop)}</Button>
        ) : started ? (
          <Button onClick={() => onClose(true)}>{say(shellWords.close)}</Button>
        ) : (
          <>
            <Button onClick={() => onClose(false)}>{say(shellWords.cancel)}</Button>
            <Button type="primary" onClick={start}>
              {say(words.bulkDo)}
            </Button>
          </>
        )
      }
    >
      <div className="form command-form">
        {!started && act === 'assign' && (
          <HandlersField
            filled={{ handlers }}
            error={errorOf('handlers')}
            onChange={(change) => setHandlers(change['handlers'] as string[])}
          />
        )}
        {!started && act === 'prepare-referral' && (
          <PreparedFields
            several
            prepared={prepared}
            errorOf={errorOf}
            onChange={(part) => setPrepared((before) => ({ ...before, ...part }))}
          />
        )}
        <Rows items={items} outcomes={run.outcomes} started={started} running={run.running} />
      </div>
    </Modal>
  );
}

interface RowsProps {
  readonly items: readonly ClueListItem[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly started: boolean;
  readonly running: boolean;
}

function Rows({ items, outcomes, started, running }: RowsProps) {
  const say = useSay();
  const { language } = useLanguage();
  const done = [...outcomes.values()].filter((outcome) => outcome.done).length;
  const text = (outcome: Outcome | undefined) => {
    if (!outcome) return started ? <span className="hint">{say(words.bulkWaiting)}</span> : null;
    if (outcome.done) return <span className="due-good">{say(words.bulkDone)}</span>;
    const { status, text: refusal } = outcome.problem;
    return (
      <span className="field-error">
        {say(words.bulkRefused)}: {status === 404 ? say(words.bulkAbsent) : refusal[language]}
      </span>
    );
  };
  return (
    <>
      <p role="status">
        {started && !running
          ? say(words.bulkSummary, { done, failed: items.length - done })
          : say(words.bulkList, { count: items.length })}
      </p>
      <ul className="bulk-rows">
        {items.map((item) => (
          <li key={item.id}>
            <span>
              {item.clueNo} {item.title}
            </span>
            {text(outcomes.get(item.id))}
          </li>
        ))}
      </ul>
    </>
  );
}

/** One after the other, so that each answer stands before the next is asked. */
function useRun(act: BulkAct, items: readonly ClueListItem[]) {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const start = async (bodyOfItem: (item: ClueListItem) => object) => {
    stopped.current = false;
    setRunning(true);
    for (const item of items) {
      if (stopped.current) break;
      const outcome = await clueCommand(item.id, act, bodyOfItem(item)).then(
        (): Outcome => ({ done: true }),
        (cause: unknown): Outcome => ({ done: false, problem: problemFrom(cause) }),
      );
      setOutcomes((before) => new Map(before).set(item.id, outcome));
    }
    setRunning(false);
  };
  return { outcomes, running, start, stop: () => (stopped.current = true) };
}

function missingOf(act: BulkAct, handlers: readonly string[], prepared: Prepared): string[] {
  if (act === 'assign') return handlers.length === 0 ? ['handlers'] : [];
  if (act === 'begin-screening') return [];
  return missingIn(prepared).filter((field) => field !== 'title');
}

interface Asked {
  readonly handlers: readonly string[];
  readonly prepared: Prepared;
}

function bodyFor(act: BulkAct, item: ClueListItem, { handlers, prepared }: Asked): object {
  if (act === 'assign') return { handlers };
  return act === 'begin-screening' ? {} : bodyOf({ ...prepared, title: item.title, points: '' });
}
