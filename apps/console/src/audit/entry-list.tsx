import { Button } from 'antd';
import { useState } from 'react';
import { type EntriesPage, type EntryFilter, type EntryView, listEntries } from '../api/audit.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { auditActWords, auditOutcomeWords, auditWords as words } from '../language/audit.words.ts';
import { useSay } from '../language/language.tsx';
import { Grid } from '../parts/grid.tsx';
import { Empty, Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { Facts } from '../referral/preview-sheet.tsx';
import { shanghaiTime } from '../time/due.ts';

/** Entries newest first, page by page. */
export function EntryList({ filter }: { readonly filter: EntryFilter }) {
  const say = useSay();
  const first = useResource('audit-entries', () => listEntries(filter, null));
  const [earlier, setEarlier] = useState<readonly EntriesPage[]>([]);
  const [problem, setProblem] = useState<ApiProblem>();
  const last = earlier.at(-1) ?? first.value;
  const next = last?.next ?? null;
  const more = () => {
    setProblem(undefined);
    listEntries(filter, next).then(
      (page) => setEarlier((before) => [...before, page]),
      (cause: unknown) => setProblem(problemFrom(cause)),
    );
  };
  return (
    <Loaded resource={first} rows={8}>
      {(value) => {
        const items = [value, ...earlier].flatMap((page) => page.items);
        if (items.length === 0) return <Empty title={say(words.none)} />;
        return (
          <>
            <Entries items={items} />
            {problem && <ProblemNote problem={problem} />}
            <div className="tray-foot">
              {next !== null && (
                <Button size="small" onClick={more}>
                  {say(words.more)}
                </Button>
              )}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

function Entries({ items }: { readonly items: readonly EntryView[] }) {
  const say = useSay();
  return (
    <Grid
      heads={[
        say(words.seq),
        say(words.at),
        say(words.act),
        say(words.action),
        say(words.who),
        say(words.about),
        say(words.outcome),
      ]}
      rows={items.map((entry) => ({
        key: String(entry.seq),
        cells: [
          entry.seq,
          shanghaiTime(entry.at),
          say(auditActWords[entry.act as keyof typeof auditActWords] ?? { zh: entry.act, en: entry.act }),
          <Detail key="action" entry={entry} />,
          entry.actor?.postTitle ?? say(words.nobody),
          entry.record ? `${entry.record.kind} ${entry.record.no ?? entry.record.id.slice(0, 13)}` : '—',
          <span key="outcome" className={entry.outcome === 'done' ? '' : 'due-bad'}>
            {say(auditOutcomeWords[entry.outcome])} {entry.code && <span className="code">{entry.code}</span>}
          </span>,
        ],
      }))}
    />
  );
}

/** One entry in full: what the chain holds of it, no more. */
function Detail({ entry }: { readonly entry: EntryView }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <details className="entry" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {entry.action}
        <span className="unseen"> {say(words.detailsText, { seq: entry.seq })}</span>
      </summary>
      {open && (
        <Facts
          rows={[
            [
              say(words.person),
              <span key="person" className="code">
                {entry.actor?.personId ?? '—'}
              </span>,
            ],
            [
              say(words.about),
              <span key="record" className="code">
                {entry.record?.id ?? '—'}
              </span>,
            ],
            [
              say(words.caseId),
              <span key="case" className="code">
                {entry.caseId ?? '—'}
              </span>,
            ],
            [say(words.purpose), entry.purpose ?? '—'],
            [
              say(words.details),
              <code key="details" className="code entry-details">
                {JSON.stringify(entry.details, null, 1)}
              </code>,
            ],
            [
              say(words.hash),
              <span key="hash" className="code hash">
                {entry.hash}
              </span>,
            ],
            [
              say(words.prevHash),
              <span key="prev" className="code hash">
                {entry.prevHash}
              </span>,
            ],
          ]}
        />
      )}
    </details>
  );
}
