import { useState } from 'react';
import { noEntryFilter } from '../api/audit.views.ts';
import { auditWords as words } from '../language/audit.words.ts';
import { useSay } from '../language/language.tsx';
import { ChainSheet } from './chain-sheet.tsx';
import { EntryConditions } from './entry-conditions.tsx';
import { EntryList } from './entry-list.tsx';

/** The record of who did what, for the audit administrator. */
export function AuditPage() {
  const say = useSay();
  const [filter, setFilter] = useState(noEntryFilter);
  return (
    <>
      <div className="page-head">
        <h1>{say(words.title)}</h1>
        <span className="hint">{say(words.sees)}</span>
      </div>
      <ChainSheet />
      <section className="sheet tray" aria-labelledby="entries-title">
        <h2 id="entries-title" className="tray-head">
          {say(words.entries)}
        </h2>
        <EntryConditions filter={filter} onApply={setFilter} />
        <EntryList key={JSON.stringify(filter)} filter={filter} />
      </section>
    </>
  );
}
