import { App, Button } from 'antd';
import { type FormEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import {
  checkClue,
  type ClueCheckView,
  type ClueView,
  clueCommand,
  type DraftClue,
  readClue,
  registerClue,
} from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { intakeWords as words } from '../language/intake.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { Empty, Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, type Resource, useResource } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { go, hold, Link } from '../route/router.tsx';
import { Advice } from './advice.tsx';
import { type Autosave, useAutosave } from './autosave.ts';
import { ContentSection } from './content-section.tsx';
import { askedOf, draftOf, emptyClue, isAskable, isKeepable, isSecret, missingIn, tidied } from './intake.rules.ts';
import { LimitsSection } from './limits-section.tsx';
import { SavingNote } from './saving-note.tsx';
import { type SectionProps } from './section.props.ts';
import { ReporterSection, SourceSection } from './source-section.tsx';
import { SubjectSection } from './subject-section.tsx';
import { formBegun, keepUnfinished, unfinishedOf } from './unfinished.ts';

/** Registers a clue: a new one, or a draft that is gone on with. */
export function IntakePage({ id }: { readonly id: string | null }) {
  // A new form is given its id while it is written; it stays the same form.
  const [first] = useState(id);
  const [turn, setTurn] = useState(0);
  return first === null && turn === 0 ? (
    <Form view={undefined} onReload={() => setTurn(1)} />
  ) : (
    <Existing key={turn} id={(first ?? id)!} onReload={() => setTurn(turn + 1)} />
  );
}

function Existing({ id, onReload }: { readonly id: string; readonly onReload: () => void }) {
  const say = useSay();
  const record = useResource(`draft-clue:${id}`, () => readClue(id));
  return (
    <Loaded resource={record}>
      {(view) =>
        view.status === 'draft' ? (
          <Form view={view} onReload={onReload} />
        ) : (
          <Empty title={say(words.notDraft)}>
            <Link to={{ page: 'clue', id }}>{say(words.openClue)}</Link>
          </Empty>
        )
      }
    </Loaded>
  );
}

interface FormProps {
  readonly view: ClueView | undefined;
  readonly onReload: () => void;
}

function Form({ view, onReload }: FormProps) {
  const say = useSay();
  const { draft, change, touched } = useDraft(view);
  const autosave = useAutosave(draft, view, onBegun);
  const check = useCheck(draft, autosave.id);
  const [pending, setPending] = useState(false);
  const kept = useRef(draft.fileIds);
  const task = useTasks(draft, autosave);
  useUnfinished(draft, touched, autosave.id);
  const missing = task.tried ? missingIn(draft) : [];
  const section: SectionProps = {
    draft,
    change,
    errorOf: (field) => (missing.includes(field) ? say(words.needed) : undefined),
  };
  return (
    <form ref={task.form} noValidate onSubmit={task.register}>
      <div className="page-head">
        <h1>{say(view ? words.titleEdit : words.titleNew)}</h1>
      </div>
      {task.problem && (
        <div className="form-problem">
          <ProblemNote problem={task.problem} />
        </div>
      )}
      <div className="intake">
        <div>
          <SourceSection {...section} />
          <ReporterSection {...section} kept={view?.reporter?.sealed ?? false} />
          <SubjectSection {...section} />
          <ContentSection
            {...section}
            onFiles={(fileIds, going) => {
              setPending(going);
              change({ fileIds: [...kept.current, ...fileIds] });
            }}
          />
          <LimitsSection {...section} suggested={check.value?.limits} />
        </div>
        <Advice check={check} />
      </div>
      <Foot
        missing={missing.length}
        pending={pending}
        busy={task.busy}
        onDiscard={autosave.id ? task.discard : undefined}
      >
        <SavingNote saving={autosave.saving} onTheirs={onReload} onMine={autosave.overwrite} />
      </Foot>
    </form>
  );
}

function onBegun(id: string): void {
  formBegun(id);
  go({ page: 'intake', id }, { replace: true });
}

/** The draft as it is typed. */
function useDraft(view: ClueView | undefined) {
  const { now, session } = useWorkplace();
  const [opened] = useState(() => (view ? draftOf(view) : emptyClue(now)));
  const [draft, setDraft] = useState<DraftClue>(() => unfinishedOf(session.person.id, view?.id ?? null) ?? opened);
  const change = useCallback((part: Partial<DraftClue>) => setDraft((before) => ({ ...before, ...part })), []);
  return { draft, change, touched: draft !== opened };
}

/** What the service cannot keep yet stays in this window while its person works elsewhere; only closing the window asks. */
function useUnfinished(draft: DraftClue, touched: boolean, id: string | null): void {
  const say = useSay();
  const { session } = useWorkplace();
  const personId = session.person.id;
  const unfinished = touched && !isKeepable(draft) && !isSecret(draft.classification);
  useEffect(() => {
    keepUnfinished(personId, id, unfinished ? draft : undefined);
  }, [personId, id, unfinished, draft]);
  useEffect(
    () => (unfinished ? hold(say(shellWords.leaveUnsaved), { closingOnly: true }) : undefined),
    [unfinished, say],
  );
}

const pauseMs = 500;

/** Asks the service about the clue a moment after typing stops; the last answer stays until the next has come. */
function useCheck(draft: DraftClue, clueId: string | null): Resource<ClueCheckView | null> {
  const wanted = isAskable(draft) && !isSecret(draft.classification) ? JSON.stringify(askedOf(draft)) : '';
  const [asked, setAsked] = useState(wanted);
  const [last, setLast] = useState<ClueCheckView | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const answer = useResource(`check:${asked}`, async () => {
    if (asked === '') return null;
    const found = await checkClue({ ...(JSON.parse(asked) as Partial<DraftClue>), clueId });
    setLast(found);
    return found;
  });
  return { ...answer, value: answer.value ?? last };
}

/** Registering and discarding. */
function useTasks(draft: DraftClue, autosave: Autosave) {
  const say = useSay();
  const { message, modal } = App.useApp();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const form = useRef<HTMLFormElement>(null);

  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (cause) {
      setProblem(problemFrom(cause));
      setBusy(false);
      window.scrollTo(0, 0);
    }
  };
  const register = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    if (missingIn(draft).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    void run(async () => {
      const view = isSecret(draft.classification) ? await registerClue(tidied(draft)) : await registered(autosave);
      void message.success(say(words.registered, { no: view.clueNo ?? '' }));
      go({ page: 'clue', id: view.id });
    });
  };
  const discard = () =>
    void modal.confirm({
      title: say(words.discard),
      content: say(words.discardAsk),
      okText: say(words.discard),
      cancelText: say(shellWords.cancel),
      okButtonProps: { danger: true },
      onOk: () =>
        run(async () => {
          const { id, version } = await autosave.flush();
          await clueCommand(id, 'discard', { expectedVersion: version });
          void message.success(say(words.discarded));
          go({ page: 'work', queue: 'mine' });
        }),
    });
  return { tried, busy, problem, form, register, discard };
}

async function registered(autosave: Autosave): Promise<ClueView> {
  const { id, version } = await autosave.flush();
  return clueCommand(id, 'register', { expectedVersion: version });
}

interface FootProps {
  readonly missing: number;
  readonly pending: boolean;
  readonly busy: boolean;
  readonly onDiscard: (() => void) | undefined;
  readonly children: ReactNode;
}

function Foot({ missing, pending, busy, onDiscard, children }: FootProps) {
  const say = useSay();
  return (
    <div className="form-foot actions">
      <Button type="primary" htmlType="submit" disabled={busy || pending}>
        {say(busy ? words.registering : words.register)}
      </Button>
      {onDiscard && (
        <Button danger disabled={busy} onClick={onDiscard}>
          {say(words.discard)}
        </Button>
      )}
      <span role="status" className="field-error">
        {missing > 0 ? say(words.incomplete, { count: missing }) : pending ? say(words.uploading) : ''}
      </span>
      {children}
    </div>
  );
}
