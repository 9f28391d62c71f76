import { clueStatuses } from '@sup/clues/protocol';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { type ListedQueue, listedQueues } from '@sup/clues/protocol';
import { type ClueFilter, noFilter } from '../api/clues.views.ts';
import { useSay } from '../language/language.tsx';
import { registerWords as words } from '../language/register.words.ts';
import { queueWords } from '../language/work.words.ts';
import { go } from '../route/router.tsx';

/** The conditions of the list; they stand in the address, so that a link opens the same list. */
export function Conditions({ filter }: { readonly filter: ClueFilter }) {
  const say = useSay();
  const [asked, setAsked] = useState(filter);
  const put = (part: Partial<ClueFilter>) => setAsked((before) => ({ ...before, ...part }));
  const apply = (event: FormEvent) => {
    event.preventDefault();
    go({ page: 'clues', filter: { ...asked, q: asked.q.trim() } });
  };
  return (
    <form
      className="tray-conditions register-conditions"
      role="search"
      aria-label={say(words.conditions)}
      onSubmit={apply}
    >
      <Input
        allowClear
        aria-label={say(words.q)}
        placeholder={say(words.q)}
        maxLength={100}
        value={asked.q}
        onChange={(event) => put({ q: event.target.value })}
      />
      <Select
        aria-label={say(words.queue)}
        className="condition"
        options={listedQueues.map((queue: ListedQueue) => ({ value: queue, label: say(queueWords[queue]) }))}
        value={asked.queue}
        onChange={(queue: string) => put({ queue })}
      />
      <Select
        aria-label={say(words.status)}
        className="condition"
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: say(words.anyStatus) },
          ...Object.entries(clueStatuses).map(([value, text]) => ({ value, label: say(text) })),
        ]}
        value={asked.status}
        onChange={(status: string) => put({ status })}
      />
      <span className="days">
        <label>
          {say(words.from)}{' '}
          <Input type="date" value={asked.from} onChange={(event) => put({ from: event.target.value })} />
        </label>
        <label>
          {say(words.to)} <Input type="date" value={asked.to} onChange={(event) => put({ to: event.target.value })} />
        </label>
      </span>
      <Button htmlType="submit" type="primary">
        {say(words.apply)}
      </Button>
      {filter !== noFilter && JSON.stringify(filter) !== JSON.stringify(noFilter) && (
        <Button onClick={() => go({ page: 'clues', filter: noFilter })}>{say(words.clear)}</Button>
      )}
    </form>
  );
}
