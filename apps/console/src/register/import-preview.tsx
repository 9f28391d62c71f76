import { type ImportPreview } from '../api/import.views.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { importStateWords, importWords as words, ignoredColumnWords } from '../language/register.words.ts';
import { Grid } from '../parts/grid.tsx';

const shown = 100;

/** What the service understood of the file, and every fault by its cell. */
export function ImportPreviewSheet({ preview }: { readonly preview: ImportPreview }) {
  const say = useSay();
  const { rows } = preview;
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  return (
    <>
      <section className="sheet" aria-labelledby="faults-title">
        <h2 id="faults-title">{say(words.preview)}</h2>
        <p role="status">
          {say(words.rows, { total: rows.length, valid: count('ready'), faulty: count('faulty') })}
          {count('imported') > 0 && ` · ${say(words.skipped, { count: count('imported') })}`}
        </p>
        <h3>{say(words.faults)}</h3>
        <Faults preview={preview} />
      </section>
      <section className="sheet" aria-labelledby="sample-title">
        <h2 id="sample-title">{say(words.sample)}</h2>
        <Sample preview={preview} />
      </section>
    </>
  );
}

function Faults({ preview }: { readonly preview: ImportPreview }) {
  const say = useSay();
  const { language } = useLanguage();
  if (preview.errors.length === 0) return <p className="due-good">✓ {say(words.noFaults)}</p>;
  return (
    <>
      <Grid
        heads={[say(words.row), say(words.column), say(words.cell), say(words.fault)]}
        rows={preview.errors.slice(0, shown).map((fault, index) => ({
          key: String(index),
          cells: [
            String(fault.line),
            fault.column ?? '—',
            fault.address ?? '—',
            <span key="fault" className="field-error">
              {fault[language]}
            </span>,
          ],
        }))}
      />
      {preview.errors.length > shown && <p className="hint">{say(words.faultsMore, { count: shown })}</p>}
    </>
  );
}

function Sample({ preview }: { readonly preview: ImportPreview }) {
  const say = useSay();
  const used = preview.columns.filter((column) => column.key !== null);
  const left = preview.columns.filter((column) => column.ignored !== null);
  return (
    <>
      <div className="import-sample" tabIndex={0} role="region" aria-label={say(words.sample)}>
        <Grid
          heads={[say(words.row), say(words.state), ...used.map(({ title }) => title)]}
          rows={preview.rows.slice(0, 20).map((row) => ({
            key: String(row.line),
            cells: [
              String(row.line),
              <span key="state" className={row.state === 'faulty' ? 'due-bad' : 'due-good'}>
                {say(importStateWords[row.state])}
              </span>,
              ...used.map(({ key }) => row.values[key!] ?? ''),
            ],
          }))}
        />
      </div>
      {left.length > 0 && (
        <p className="hint">
          {say(words.columnsLeft)}{' '}
          {left.map(({ title, ignored }) => `${title}（${say(ignoredColumnWords[ignored!])}）`).join('、')}
        </p>
      )}
    </>
  );
}
