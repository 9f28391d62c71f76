import { type ReactNode } from 'react';
import { noFilter } from '../api/clues.views.ts';
import { type Box } from '../api/referrals.views.ts';
import { useSay } from '../language/language.tsx';
import { shellWords as words } from '../language/shell.words.ts';
import { type Workplace } from '../parts/workplace.tsx';
import { box, type Route } from '../route/route.ts';
import { Link } from '../route/router.tsx';

/** The page a person lands on: the queue where the post works with records, else its one duty. */
export function homeOf({ can }: Workplace): Route | undefined {
  if (can('clue.read')) return { page: 'work', queue: 'mine' };
  if (can('referral.rule') && !can('referral.decide')) return box('arbitration');
  if (can('referral.read')) return box('incoming');
  if (can('network.read')) return { page: 'network' };
  if (can('person.manage')) return { page: 'people' };
  if (can('audit.read')) return { page: 'audit' };
  if (can('identity.release')) return { page: 'identities' };
  return undefined;
}

interface NavigationProps {
  readonly workplace: Workplace;
  readonly route: Route;
}

/** The ways to every page this post has, grouped as the day goes: clues, referrals, administration. */
export function Navigation({ workplace, route }: NavigationProps) {
  const say = useSay();
  return (
    <nav className="nav" aria-label={say(words.nav)}>
      <Clues workplace={workplace} route={route} />
      <Referrals workplace={workplace} route={route} />
      <Administration workplace={workplace} route={route} />
    </nav>
  );
}

function Clues({ workplace: { can }, route }: NavigationProps) {
  const say = useSay();
  if (!can('clue.read') && !can('identity.release') && !can('meeting.read')) return null;
  return (
    <Section title={say(words.clues)}>
      {can('clue.register') && <Do to={{ page: 'intake', id: null }}>{say(words.intake)}</Do>}
      {can('clue.read') && (
        <>
          <Item to={{ page: 'work', queue: 'mine' }} current={route.page === 'work'}>
            {say(words.myWork)}
          </Item>
          <Item to={{ page: 'clues', filter: noFilter }} current={route.page === 'clues' || route.page === 'import'}>
            {say(words.register)}
          </Item>
          <Item to={{ page: 'search', q: '' }} current={route.page === 'search'}>
            {say(words.search)}
          </Item>
        </>
      )}
      {can('meeting.read') && (
        <Item to={{ page: 'meetings' }} current={route.page === 'meetings' || route.page === 'meeting'}>
          {say(words.meetings)}
        </Item>
      )}
      {can('identity.release') && (
        <Item to={{ page: 'identities' }} current={route.page === 'identities'}>
          {say(words.identities)}
        </Item>
      )}
    </Section>
  );
}

function Referrals({ workplace: { can }, route }: NavigationProps) {
  const say = useSay();
  if (!can('referral.read')) return null;
  const boxes: readonly Box[] = ['incoming', 'outgoing', 'drafts', 'arbitration'];
  return (
    <Section title={say(words.referrals)}>
      {can('referral.draft') && <Do to={{ page: 'compose', id: null }}>{say(words.compose)}</Do>}
      {boxes.map((name) => (
        <Item key={name} to={box(name)} current={route.page === 'box' && route.box === name}>
          {say(words[name])}
        </Item>
      ))}
    </Section>
  );
}

function Administration({ workplace: { can }, route }: NavigationProps) {
  const say = useSay();
  const pages = (
    [
      ['network', 'network.read'],
      ['people', 'person.manage'],
      ['audit', 'audit.read'],
    ] as const
  ).filter(([, action]) => can(action));
  if (pages.length === 0) return null;
  return (
    <Section title={say(words.administration)}>
      {pages.map(([page]) => (
        <Item key={page} to={{ page }} current={route.page === page}>
          {say(words[page])}
        </Item>
      ))}
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </div>
  );
}

interface ItemProps {
  readonly to: Route;
  readonly children: ReactNode;
}

function Item({ to, current, children }: ItemProps & { readonly current: boolean }) {
  return (
    <li>
      <Link to={to} aria-current={current ? 'page' : undefined}>
        {children}
      </Link>
    </li>
  );
}

function Do({ to, children }: ItemProps) {
  return (
    <li>
      <Link className="nav-do" to={to}>
        {children}
      </Link>
    </li>
  );
}
