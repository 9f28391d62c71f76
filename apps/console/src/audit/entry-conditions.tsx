import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { auditExportHref, type EntryFilter, noEntryFilter } from '../api/audit.views.ts';
import { auditActWords, auditOutcomeWords, auditWords as words } from '../language/audit.words.ts';
import { useSay } from '../language/language.tsx';

interface EntryConditionsProps {
  readonly filter: EntryFilter;
  readonly onApply: (filter: EntryFilter) => void;
}

/** The conditions under which entries are listed and exported. */
export function EntryConditions({ filter, onApply }: EntryConditionsProps) {
  const say = useSay();
  const [asked, setAsked] = useState(filter);
  const put = (part: Partial<EntryFilter>) => setAsked((before) => ({ ...before, ...part }));
  const apply = (event: FormEvent) => {
    event.preventDefault();
    onApply(asked);
  };
  const choices = (any: string, list: Readonly<Record<string, { zh: string; en: string }>>) => [
    { value: '', label: any },
    ...Object.entries(list).map(([value, text]) => ({ value, label: say(text) })),
  ];
  return (
    <form className="tray-conditions register-conditions" role="search" onSubmit={apply}>
      <Select
        aria-label={say(words.act)}
        className="condition"
        options={choices(say(words.anyAct), auditActWords)}
        value={asked.act}
        onChange={(act: string) => put({ act })}
      />
      <Select
        aria-label={say(words.outcome)}
        className="condition"
        options={choices(say(words.anyOutcome), auditOutcomeWords)}
        value={asked.outcome}
        onChange={(outcome: string) => put({ outcome })}
      />
      {(['record', 'actor', 'code'] as const).map((field) => (
        <Input
          key={field}
          className="condition"
          allowClear
          aria-label={say(words[field])}
          placeholder={say(words[field])}
          maxLength={200}
          value={asked[field]}
          onChange={(event) => put({ [field]: event.target.value })}
        />
      ))}
      <span className="days">
        {(['from', 'to'] as const).map((field) => (
          <label key={field}>
            {say(words[field])}{' '}
            <Input type="date" value={asked[field]} onChange={(event) => put({ [field]: event.target.value })} />
          </label>
        ))}
      </span>
      <Button htmlType="submit" type="primary">
        {say(words.apply)}
      </Button>
      <Button
        onClick={() => {
          setAsked(noEntryFilter);
          onApply(noEntryFilter);
        }}
      >
        {say(words.clear)}
      </Button>
      <a className="button-link" href={auditExportHref(filter)} download>
        {say(words.export)}
      </a>
    </form>
  );
}
