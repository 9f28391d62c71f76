import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { type ClueFilter, exportHref, noFilter } from '../api/clues.views.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { registerWords as words } from '../language/register.words.ts';
import { Empty, ProblemNote } from '../parts/states.tsx';
import { Skeleton } from 'antd';
import { shellWords } from '../language/shell.words.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { go, Link } from '../route/router.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { Conditions } from './conditions.tsx';
import { usePages } from './pages.ts';
import { RegisterList } from './register-list.tsx';
import { nothing, type Selection, selectionUnder } from './selection.rules.ts';

/** The register (登记簿) of this agency, as far as this officer may know it. */
export function RegisterPage({ filter }: { readonly filter: ClueFilter }) {
  const say = useSay();
  const under = useMemo(() => JSON.stringify(filter), [filter]);
  const pages = usePages(filter);
  const [kept, setSelection] = useState<Selection>(() => nothing(under));
  const selection = selectionUnder(kept, under);
  const { loaded, problem } = pages;
  const filtered = under !== JSON.stringify(noFilter);
  return (
    <>
      <Head filter={filter} />
      <div className="sheet tray">
        <Conditions key={under} filter={filter} />
        <BulkBar
          selection={selection}
          onClear={() => setSelection(nothing(under))}
          onDone={() => {
            setSelection(nothing(under));
            pages.reload();
          }}
        />
        {problem && (
          <div className="state">
            <ProblemNote problem={problem}>
              <Button size="small" onClick={pages.reload}>
                {say(shellWords.retry)}
              </Button>{' '}
            </ProblemNote>
          </div>
        )}
        {!loaded && !problem && <Reading />}
        {loaded?.items.length === 0 && (
          <Empty title={say(filtered ? words.emptyFiltered : words.empty)}>
            {filtered && <Button onClick={() => go({ page: 'clues', filter: noFilter })}>{say(words.clear)}</Button>}
          </Empty>
        )}
        {loaded && loaded.items.length > 0 && (
          <RegisterList pages={pages} loaded={loaded} selection={selection} onSelect={setSelection} />
        )}
      </div>
    </>
  );
}

function Reading() {
  const say = useSay();
  return (
    <div className="state" role="status">
      <span className="unseen">{say(shellWords.loading)}</span>
      <Skeleton active={false} title={false} paragraph={{ rows: 8, width: '100%' }} />
    </div>
  );
}

function Head({ filter }: { readonly filter: ClueFilter }) {
  const say = useSay();
  const { language } = useLanguage();
  const { can } = useWorkplace();
  return (
    <div className="page-head">
      <h1>{say(words.title)}</h1>
      <span className="actions grow">
        {can('clue.import') && (
          <Link className="button-link" to={{ page: 'import' }}>
            {say(words.import)}
          </Link>
        )}
        {can('clue.export') && (
          <>
            <a className="button-link" href={exportHref(filter, 'xlsx', language)} download>
              {say(words.exportXlsx)}
            </a>
            <a className="button-link" href={exportHref(filter, 'csv', language)} download>
              {say(words.exportCsv)}
            </a>
          </>
        )}
      </span>
    </div>
  );
}
