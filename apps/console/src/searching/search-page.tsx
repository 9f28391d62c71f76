import { clueStatuses } from '@sup/clues/protocol';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { type ClueListItem, searchAll } from '../api/clues.views.ts';
import { useSay } from '../language/language.tsx';
import { registerWords, searchWords as words } from '../language/register.words.ts';
import { Empty, Loaded } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { go, Link } from '../route/router.tsx';
import { shanghaiTime } from '../time/due.ts';

/** Search by names with their variants and pinyin, ID numbers, clue numbers, words; within what this officer may know. */
export function SearchPage({ q }: { readonly q: string }) {
  const say = useSay();
  const [asked, setAsked] = useState(q);
  const search = (event: FormEvent) => {
    event.preventDefault();
    go({ page: 'search', q: asked.trim() });
  };
  return (
    <>
      <div className="page-head">
        <h1>{say(words.title)}</h1>
        <span className="hint">{say(words.hint)}</span>
      </div>
      <div className="sheet tray">
        <form className="tray-conditions search-form" role="search" onSubmit={search}>
          <Input
            allowClear
            autoFocus
            aria-label={say(words.label)}
            placeholder={say(words.label)}
            maxLength={120}
            value={asked}
            onChange={(event) => setAsked(event.target.value)}
          />
          <Button htmlType="submit" type="primary">
            {say(words.do)}
          </Button>
        </form>
        {q === '' ? <p className="state hint">{say(words.start)}</p> : <Found q={q} />}
      </div>
    </>
  );
}

function Found({ q }: { readonly q: string }) {
  const say = useSay();
  const found = useResource(`search:${q}`, () => searchAll(q));
  return (
    <Loaded resource={found}>
      {(value) =>
        value.items.length === 0 ? (
          <Empty title={say(words.none)}>{say(words.noneText)}</Empty>
        ) : (
          <>
            <Rows items={value.items} />
            <div className="tray-foot" role="status">
              {say(words.found, {
                count: value.totalIsCapped ? `${value.total}+` : (value.total ?? value.items.length),
              })}
            </div>
          </>
        )
      }
    </Loaded>
  );
}

function Rows({ items }: { readonly items: readonly ClueListItem[] }) {
  const say = useSay();
  const name = useAgencyName();
  return (
    <table className="tray-table">
      <thead>
        <tr>
          <th scope="col">{say(registerWords.clue)}</th>
          <th scope="col">{say(registerWords.status)}</th>
          <th scope="col">{say(registerWords.unit)}</th>
          <th scope="col">{say(registerWords.received)}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <td>
              <Link className="tray-title" to={{ page: 'clue', id: item.id }}>
                {item.title}
              </Link>
              <span className="tray-no">{item.clueNo ?? say(clueStatuses.draft)}</span>
            </td>
            <td>
              <span className={`status status-clue-${item.status}`}>{say(clueStatuses[item.status])}</span>
            </td>
            <td>{name(item.subjectAgency)}</td>
            <td>{shanghaiTime(item.receivedAt).slice(0, 10)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
