import { useMemo } from 'react';
import { type ListedQueue, listedQueues } from '@sup/clues/protocol';
import { useSay } from '../language/language.tsx';
import { queueWords, workWords as words } from '../language/work.words.ts';
import { Empty, Loaded } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';
import { shanghaiTime } from '../time/due.ts';
import { isUnread, readSeen } from './seen.ts';
import { readCounts, readWork, type WorkPage as Page } from './work.read.ts';
import { type WorkItem } from './work.rules.ts';

const everyMs = 20_000;
/** Where nothing waits for anybody any more: these are found in the register. */
const offTabs: readonly ListedQueue[] = ['closed', 'all'];

/** The landing page: what waits for this person, and every stage of the register beside it. */
export function WorkPage({ queue }: { readonly queue: string }) {
  const say = useSay();
  const { can } = useWorkplace();
  const page = useResource(`work:${queue}`, () => readWork(queue, can), everyMs);
  const name = queueWords[queue as ListedQueue] ?? queueWords.mine;
  return (
    <>
      <div className="page-head">
        <h1>{say(queue === 'mine' ? words.title : name)}</h1>
        <span className="hint">{say(words.sees)}</span>
      </div>
      <Tabs current={queue} shown={page.value} />
      <div className="sheet tray tray-flush">
        <Loaded resource={page} rows={8}>
          {(value) =>
            value.items.length === 0 ? (
              <Empty title={say(queue === 'mine' ? words.emptyMine : words.emptyQueue)}>
                {queue === 'mine' && say(words.emptyMineText)}
              </Empty>
            ) : (
              <List page={value} />
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function Tabs({ current, shown }: { readonly current: string; readonly shown: Page | undefined }) {
  const say = useSay();
  const { can } = useWorkplace();
  const counts = useResource('queue-counts', () => readCounts(can), everyMs);
  const queues = listedQueues.filter((queue) => queue === 'mine' || (can('clue.read') && !offTabs.includes(queue)));
  const countOf = (queue: ListedQueue) =>
    queue === current && shown && !shown.more
      ? shown.items.length
      : counts.value?.find((row) => row.queue === queue)?.count;
  const overdue = shown?.items.filter((item) => item.overdue).length ?? 0;
  return (
    <nav className="tabs" aria-label={say(words.tabs)}>
      {queues.map((queue) => (
        <Link key={queue} to={{ page: 'work', queue }} aria-current={queue === current ? 'page' : undefined}>
          {say(queueWords[queue])}{' '}
          <span className="tab-count">{queue === 'mine' && queue !== current ? '' : countOf(queue)}</span>
          {queue === current && overdue > 0 && (
            <span className="tab-overdue">
              <span aria-hidden>▲{overdue}</span>
              <span className="unseen">
                {overdue} {say(words.overdueNote)}
              </span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

function List({ page }: { readonly page: Page }) {
  const say = useSay();
  const { session } = useWorkplace();
  const seen = useMemo(() => readSeen(session.person.id), [session.person.id, page]);
  const unread = page.items.filter((item) => isUnread(seen, item.id, item.since)).length;
  return (
    <>
      <table className="tray-table work-table">
        <thead>
          <tr>
            <th scope="col">{say(words.matter)}</th>
            <th scope="col">{say(words.next)}</th>
            <th scope="col">{say(words.status)}</th>
            <th scope="col">{say(words.about)}</th>
            <th scope="col">{say(words.due)}</th>
          </tr>
        </thead>
        <tbody>
          {page.items.map((item) => (
            <Row key={`${item.kind}/${item.id}`} item={item} unread={isUnread(seen, item.id, item.since)} />
          ))}
        </tbody>
      </table>
      <div className="tray-foot">
        <span role="status">{unread > 0 && say(words.unreadCount, { count: unread })}</span>
        {page.more && <span>{say(words.more)}</span>}
      </div>
    </>
  );
}

function Row({ item, unread }: { readonly item: WorkItem; readonly unread: boolean }) {
  const say = useSay();
  const name = useAgencyName();
  const className = [item.overdue && 'is-overdue', unread && 'is-unread'].filter(Boolean).join(' ');
  return (
    <tr className={className || undefined}>
      <td>
        {unread && <span className="unread-mark">{say(words.unread)}</span>}
        <Link className="tray-title" to={item.to}>
          {item.title}
        </Link>
        <span className="tray-no">
          {say(words[item.kind])} {item.no}
        </span>
      </td>
      <td>{say(item.next)}</td>
      <td>
        <span className="status">{say(item.status)}</span>
        <span className="tray-no">
          {say(words.since)} {shanghaiTime(item.since)}
        </span>
      </td>
      <td>{name(item.about)}</td>
      <td>
        {item.dueText ? (
          <span className={item.overdue ? 'due due-bad' : 'due'}>
            {item.dueText.includes('T') ? shanghaiTime(item.dueText) : item.dueText}
            {item.overdue && <span className="tray-no due-bad">{say(words.overdueNote)}</span>}
          </span>
        ) : (
          <span className="hint">{say(words.noDue)}</span>
        )}
      </td>
    </tr>
  );
}
