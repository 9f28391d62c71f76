import { Alert, App, Button } from 'antd';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { createDraft, readReferral, type ReferralView, saveDraft } from '../api/referrals.views.ts';
import { composeWords as words } from '../language/compose.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { Empty, Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { box } from '../route/route.ts';
import { go, hold, Link } from '../route/router.tsx';
import { type DraftForm, emptyDraft, missingIn, tidied, warningsOf } from './draft.rules.ts';
import { HomeSection } from './home-section.tsx';
import { SealedSection } from './sealed-section.tsx';
import { VisibleSection } from './visible-section.tsx';
import { type SectionProps } from './section.props.ts';

/** Writes a new referral, or goes on with a draft. */
export function ComposePage({ id }: { readonly id: string | null }) {
  return id === null ? <Form view={undefined} /> : <Existing id={id} />;
}

function Existing({ id }: { readonly id: string }) {
  const say = useSay();
  const record = useResource(`draft:${id}`, () => readReferral(id));
  return (
    <Loaded resource={record}>
      {(view) =>
        view.homeStatus === 'draft' ? (
          <Form view={view} />
        ) : (
          <Empty title={say(words.notEditable)}>
            <Link to={{ page: 'referral', id }}>{say(words.back)}</Link>
          </Empty>
        )
      }
    </Loaded>
  );
}

function Form({ view }: { readonly view: ReferralView | undefined }) {
  const say = useSay();
  const { message } = App.useApp();
  const opened = useMemo(() => (view ? draftOf(view) : emptyDraft), [view]);
  const [draft, setDraft] = useState<DraftForm>(opened);
  const [uploads, setUploads] = useState<readonly string[]>([]);
  const [uploading, setUploading] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const form = useRef<HTMLFormElement>(null);
  const missing = tried ? missingIn(draft) : [];
  const dirty = draft !== opened || uploads.length > 0;

  useEffect(() => (dirty ? hold(say(shellWords.leaveUnsaved)) : undefined), [dirty, say]);

  const change = (part: Partial<DraftForm>) => setDraft((before) => ({ ...before, ...part }));
  const changeBody = (part: Partial<DraftForm['body']>) =>
    setDraft((before) => ({ ...before, body: { ...before.body, ...part } }));
  const section: SectionProps = {
    draft,
    change,
    changeBody,
    errorOf: (field) => (missing.includes(field) ? say(words.needed) : undefined),
  };

  const save = async (expectedVersion: number | undefined) => {
    setTried(true);
    if (busy) return;
    if (missingIn(draft).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    setProblem(undefined);
    const body = tidied({ ...draft, fileIds: [...draft.fileIds, ...uploads] });
    try {
      const saved = view ? await saveDraft(view.id, body, expectedVersion ?? view.version) : await createDraft(body);
      void message.success(say(words.saved));
      go({ page: 'referral', id: saved.id }, { force: true });
    } catch (cause) {
      setProblem(problemFrom(cause));
      setBusy(false);
      window.scrollTo(0, 0);
    }
  };
  const overwrite = async () => {
    if (!view) return;
    const current = await readReferral(view.id);
    await save(current.version);
  };

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save(undefined);
      }}
    >
      <div className="page-head">
        <h1>{say(view ? words.titleEdit : words.titleNew)}</h1>
      </div>
      {problem && (
        <div className="form-problem">
          <ProblemNote problem={problem} />
          {problem.status === 409 && view && (
            <Alert
              type="warning"
              title={say(words.stale)}
              description={
                <span className="actions">
                  <a href={`/referrals/${view.id}`} target="_blank" rel="noreferrer">
                    {say(words.openCurrent)}
                  </a>
                  <Button size="small" onClick={() => void overwrite()}>
                    {say(words.overwrite)}
                  </Button>
                </span>
              }
            />
          )}
        </div>
      )}
      <VisibleSection {...section} />
      <SealedSection
        {...section}
        onFiles={(files, pending) => {
          setUploads(files.map((file) => file.fileId));
          setUploading(pending);
        }}
      />
      <HomeSection {...section} reporterKept={view?.reporterSealed ?? false} />
      <Warnings draft={draft} />
      <div className="form-foot actions">
        <Button type="primary" htmlType="submit" disabled={busy || uploading}>
          {say(busy ? words.saving : words.save)}
        </Button>
        <Button onClick={() => go(view ? { page: 'referral', id: view.id } : box('drafts'))}>
          {say(shellWords.cancel)}
        </Button>
        <span role="status" className="field-error">
          {missing.length > 0
            ? say(words.incomplete, { count: missing.length })
            : uploading
              ? say(words.uploading)
              : ''}
        </span>
      </div>
    </form>
  );
}

/** The kept draft as the form holds it. The reporter never comes back from the service. */
function draftOf(view: ReferralView): DraftForm {
  if (!view.draft) return emptyDraft;
  const { body, ...rest } = view.draft;
  return { ...emptyDraft, ...rest, body: { ...body, points: body.points.map((text) => ({ text })) } };
}

/** Live: what would be refused at sending, while there is still time to rephrase. */
function Warnings({ draft }: { readonly draft: DraftForm }) {
  const say = useSay();
  return (
    <div role="status" className="form-warnings">
      {warningsOf(draft).map(({ text, at }) => (
        <Alert key={text.en} type="warning" showIcon={false} title={say(text) + (at === null ? '' : ` — “${at}”`)} />
      ))}
    </div>
  );
}
