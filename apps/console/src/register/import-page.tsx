import { Alert, Button, Select } from 'antd';
import { useRef, useState } from 'react';
import { noFilter } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import {
  applyImport,
  type ImportDone,
  type ImportPreview,
  importEncodings,
  previewImport,
} from '../api/import.views.ts';
import { useSay } from '../language/language.tsx';
import { importWords as words } from '../language/register.words.ts';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { Link } from '../route/router.tsx';
import { ImportPreviewSheet } from './import-preview.tsx';

/** Clues from a list: choose, look at what was understood, correct the encoding, import. */
export function ImportPage() {
  const say = useSay();
  const input = useRef<HTMLInputElement>(null);
  const wizard = useWizard();
  const { file, preview, done, busy, problem } = wizard;
  const ready = preview?.rows.filter(({ state }) => state === 'ready').length ?? 0;
  return (
    <>
      <div className="page-head">
        <h1>{say(words.title)}</h1>
        <span className="hint">{say(words.hint)}</span>
      </div>
      <section className="sheet form">
        <div className="actions">
          <input
            ref={input}
            className="unseen"
            type="file"
            accept=".csv,.txt,.tsv,.xlsx"
            aria-label={say(words.file)}
            tabIndex={-1}
            onChange={(event) => {
              const [chosen] = event.target.files ?? [];
              if (chosen) wizard.choose(chosen);
              event.target.value = '';
            }}
          />
          <Button type={file ? 'default' : 'primary'} disabled={busy} onClick={() => input.current?.click()}>
            {say(file ? words.again : words.file)}
          </Button>
          {file && <span>{file.name}</span>}
          <span role="status">{busy && say(preview ? words.applying : words.previewing)}</span>
        </div>
        {problem && <ProblemNote problem={problem} />}
        {preview?.encoding && (
          <Field label={say(words.encoding)} hint={say(words.encodingHint)}>
            {(ids) => (
              <Select
                {...ids}
                disabled={busy}
                options={Object.entries(importEncodings).map(([value, label]) => ({ value, label }))}
                value={preview.encoding?.encoding}
                onChange={wizard.switchTo}
              />
            )}
          </Field>
        )}
      </section>
      {done && <Done done={done} />}
      {preview && !done && (
        <>
          <ImportPreviewSheet preview={preview} />
          <div className="form-foot actions">
            <Button type="primary" disabled={busy || ready === 0 || preview.errors.length > 0} onClick={wizard.apply}>
              {say(words.apply, { count: ready })}
            </Button>
            {preview.errors.length > 0 && <span className="field-error">{say(words.faultsFirst)}</span>}
          </div>
        </>
      )}
    </>
  );
}

function Done({ done }: { readonly done: ImportDone }) {
  const say = useSay();
  return (
    <Alert
      type="success"
      showIcon={false}
      role="status"
      title={say(words.applied, { count: done.created.length })}
      description={
        <>
          {done.skipped.length > 0 && <p>{say(words.skipped, { count: done.skipped.length })}</p>}
          <Link to={{ page: 'clues', filter: { ...noFilter, queue: 'intake' } }}>{say(words.toRegister)}</Link>
        </>
      }
    />
  );
}

/** The steps: a file, its preview in some encoding, what was imported. */
function useWizard() {
  const [file, setFile] = useState<File>();
  const [preview, setPreview] = useState<ImportPreview>();
  const [done, setDone] = useState<ImportDone>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const [encoding, setEncoding] = useState<string>();
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    await act().catch((cause: unknown) => setProblem(problemFrom(cause)));
    setBusy(false);
  };
  const look = (chosen: File, as: string | undefined) =>
    void run(async () => {
      setDone(undefined);
      setPreview(await previewImport(chosen, as));
    });
  return {
    ...{ file, preview, done, busy, problem },
    choose: (chosen: File) => {
      setFile(chosen);
      setPreview(undefined);
      setEncoding(undefined);
      look(chosen, undefined);
    },
    switchTo: (as: string) => {
      setEncoding(as);
      if (file) look(file, as);
    },
    apply: () =>
      void run(async () => {
        if (file) setDone(await applyImport(file, encoding));
      }),
  };
}
