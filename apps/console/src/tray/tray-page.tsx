import { classifications, requestedActions } from '@sup/contracts';
import { Button, Checkbox, Input, Pagination } from 'antd';
import { type FormEvent, useMemo, useState } from 'react';
import {
  type Box,
  type BoxQuery,
  listReferrals,
  type ReferralListItem,
  type ReferralPage,
} from '../api/referrals.views.ts';
import { useSay } from '../language/language.tsx';
import { trayWords as words } from '../language/referral.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { DueDate, DueMark, StatusMark } from '../parts/marks.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { type Route } from '../route/route.ts';
import { go, Link } from '../route/router.tsx';
import { useRuleName } from '../time/rule-name.ts';
import { byUrgency, dueState, isOverdue } from '../time/due.ts';
import { type Tab, tabOf, tabs } from './tray.rules.ts';

type BoxRoute = Extract<Route, { page: 'box' }>;
const size = 20;
const everyMs = 20_000;

/** One box of work: tabs with counts, the most urgent first. */
export function TrayPage({ route }: { readonly route: BoxRoute }) {
  const say = useSay();
  const tab = tabOf(route.box, route.tab);
  const query: BoxQuery = {
    box: route.box,
    status: tab.statuses,
    overdue: route.overdue,
    q: route.q,
    page: route.number,
    size,
  };
  const page = useResource(JSON.stringify(query), () => overdueFirst(query), everyMs);
  const filtered = route.q !== '' || route.overdue;

  return (
    <>
      <div className="page-head">
        <h1>{say(shellWords[route.box])}</h1>
      </div>
      {tabs[route.box].length > 1 && <Tabs route={route} current={tab} />}
      <div className="sheet tray">
        <Conditions key={route.q} route={route} />
        <Loaded resource={page} rows={8}>
          {(value) =>
            value.items.length === 0 ? (
              <Empty title={say(filtered ? words.emptyFiltered : emptyText[route.box])}>
                {filtered && (
                  <Button onClick={() => go({ ...route, q: '', overdue: false, number: 1 })}>
                    {say(words.clearFilter)}
                  </Button>
                )}
              </Empty>
            ) : (
              <>
                <List box={route.box} items={value.items} />
                <div className="tray-foot">
                  <span>{say(value.totalIsAtLeast ? words.totalAtLeast : words.total, { total: value.total })}</span>
                  {value.total > size && (
                    <Pagination
                      size="small"
                      current={route.number}
                      pageSize={size}
                      total={value.total}
                      showSizeChanger={false}
                      onChange={(number) => go({ ...route, number })}
                    />
                  )}
                </div>
              </>
            )
          }
        </Loaded>
      </div>
    </>
  );
}

/** The service lists by latest change; the first page is led by everything overdue, each record once. */
async function overdueFirst(query: BoxQuery): Promise<ReferralPage> {
  if (query.overdue || query.page > 1 || query.box === 'drafts') return listReferrals(query);
  const [page, overdue] = await Promise.all([
    listReferrals(query),
    listReferrals({ ...query, overdue: true, size: 50 }),
  ]);
  const leading = new Set(overdue.items.map((item) => item.id));
  return { ...page, items: [...overdue.items, ...page.items.filter((item) => !leading.has(item.id))] };
}

const emptyText = {
  incoming: words.emptyIncoming,
  outgoing: words.emptyOutgoing,
  drafts: words.emptyDrafts,
  arbitration: words.emptyArbitration,
} as const;

function Tabs({ route, current }: { readonly route: BoxRoute; readonly current: Tab }) {
  const say = useSay();
  const counts = useResource(
    `counts:${route.box}`,
    () =>
      Promise.all(
        tabs[route.box].map(async (tab) => {
          const query: BoxQuery = { box: route.box, status: tab.statuses, overdue: false, q: '', page: 1, size: 1 };
          const [all, overdue] = await Promise.all([
            listReferrals(query),
            tab.id === 'closed' ? undefined : listReferrals({ ...query, overdue: true }),
          ]);
          return { id: tab.id, total: all.total, overdue: overdue?.total ?? 0 };
        }),
      ),
    everyMs,
  );
  return (
    <nav className="tabs" aria-label={say(words.tabs)}>
      {tabs[route.box].map((tab) => {
        const count = counts.value?.find((row) => row.id === tab.id);
        return (
          <Link
            key={tab.id}
            to={{ ...route, tab: tab.id, number: 1 }}
            aria-current={tab.id === current.id ? 'page' : undefined}
          >
            {say(tab.label)} <span className="tab-count">{count?.total ?? ''}</span>
            {count && count.overdue > 0 && (
              <span className="tab-overdue">
                <span aria-hidden>▲{count.overdue}</span>
                <span className="unseen">{say(words.overdueCount, { count: count.overdue })}</span>
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function Conditions({ route }: { readonly route: BoxRoute }) {
  const say = useSay();
  const [q, setQ] = useState(route.q);
  const search = (event: FormEvent) => {
    event.preventDefault();
    go({ ...route, q: q.trim(), number: 1 });
  };
  return (
    <form className="tray-conditions" role="search" onSubmit={search}>
      <Input
        allowClear
        aria-label={say(words.search)}
        placeholder={say(words.search)}
        value={q}
        maxLength={100}
        onChange={(event) => setQ(event.target.value)}
      />
      <Button htmlType="submit">{say(words.searchDo)}</Button>
      {route.box !== 'drafts' && (
        <Checkbox
          checked={route.overdue}
          onChange={(event) => go({ ...route, overdue: event.target.checked, number: 1 })}
        >
          {say(words.overdueOnly)}
        </Checkbox>
      )}
    </form>
  );
}

function List({ box, items }: { readonly box: Box; readonly items: readonly ReferralListItem[] }) {
  const say = useSay();
  const { now } = useWorkplace();
  const sorted = useMemo(() => [...items].sort(byUrgency(now)), [items, now]);
  return (
    <table className="tray-table">
      <thead>
        <tr>
          <th scope="col">{say(words.matter)}</th>
          <th scope="col">{say(box === 'incoming' ? words.from : box === 'arbitration' ? words.parties : words.to)}</th>
          <th scope="col">{say(words.paper)}</th>
          <th scope="col">{say(words.status)}</th>
          {box !== 'drafts' && (
            <>
              <th scope="col">{say(words.due)}</th>
              <th scope="col">{say(words.left)}</th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {sorted.map((item) => (
          <Row key={item.id} box={box} item={item} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ box, item }: { readonly box: Box; readonly item: ReferralListItem }) {
  const say = useSay();
  const name = useAgencyName();
  const ruleName = useRuleName();
  const { now, session } = useWorkplace();
  const clock = item.nextDue;
  const overdue = clock !== null && isOverdue(dueState(clock, now));
  const counterpart =
    box === 'incoming'
      ? name(item.parties.sender)
      : box === 'arbitration'
        ? `${name(item.parties.sender)} → ${name(item.parties.receiver)}`
        : name(item.parties.receiver);
  return (
    <tr className={overdue ? 'is-overdue' : undefined}>
      <td>
        <Link className="tray-title" to={{ page: 'referral', id: item.id }}>
          {item.title}
        </Link>
        <span className="tray-no">
          {item.referralNo ?? say(words.noNumber)} · {say(classifications[item.classification])}
        </span>
      </td>
      <td>{counterpart}</td>
      <td>
        {item.instrument}
        <span className="tray-no">{say(requestedActions[item.requestedAction])}</span>
      </td>
      <td>
        <StatusMark status={item.status} homeStatus={item.homeStatus} />
      </td>
      {box !== 'drafts' && (
        <>
          <td>
            {clock && (
              <>
                <DueDate clock={clock} />
                <span className="tray-no">
                  {ruleName(clock.ruleId)} ·{' '}
                  {clock.debtor === session.agency.id
                    ? say(words.weOwe)
                    : say(words.theyOwe, { agency: name(clock.debtor) })}
                </span>
              </>
            )}
          </td>
          <td>{clock ? <DueMark clock={clock} now={now} /> : '—'}</td>
        </>
      )}
    </tr>
  );
}
