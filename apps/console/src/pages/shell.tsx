import { App, Button } from 'antd';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { type Box } from '../api/referrals.views.ts';
import {
  type BusinessClockView,
  readBusinessClock,
  readDirectory,
  type SessionView,
  signOut,
} from '../api/session.views.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { agencyDutyWords, shellWords as words } from '../language/shell.words.ts';
import { Mishap } from '../parts/mishap.tsx';
import { Empty } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { type Workplace, WorkplaceContext } from '../parts/workplace.tsx';
import { box, hrefOf, type Route } from '../route/route.ts';
import { go, Link, useRoute } from '../route/router.tsx';
import { TrayPage } from '../tray/tray-page.tsx';
import { ClockButton } from './clock-button.tsx';

const ReferralPage = lazy(() =>
  import('../referral/referral-page.tsx').then((page) => ({ default: page.ReferralPage })),
);
const ComposePage = lazy(() => import('../compose/compose-page.tsx').then((page) => ({ default: page.ComposePage })));
const NetworkPage = lazy(() =>
  import('../administration/network-page.tsx').then((page) => ({ default: page.NetworkPage })),
);
const PeoplePage = lazy(() =>
  import('../administration/people-page.tsx').then((page) => ({ default: page.PeoplePage })),
);

interface ShellProps {
  readonly session: SessionView;
  readonly onSignedOut: () => void;
}

/** The frame around every work page. */
export function Shell({ session, onSignedOut }: ShellProps) {
  const workplace = useOwnWorkplace(session);
  const route = useRoute();
  const say = useSay();

  const home = homeOf(workplace);
  useEffect(() => {
    if (route.page === 'home' && home) go(home, { replace: true });
  }, [route.page, home]);

  return (
    <App message={{ maxCount: 3 }}>
      <WorkplaceContext value={workplace}>
        <div className="frame">
          <a className="skip" href="#content">
            {say(words.skip)}
          </a>
          <Bar workplace={workplace} onSignedOut={onSignedOut} />
          <Navigation workplace={workplace} route={route} />
          <main className="page" id="content" tabIndex={-1}>
            <Suspense fallback={<p role="status">{say(words.loading)}</p>}>
              <Mishap key={route.page === 'box' ? route.box : hrefOf(route)}>
                <Page route={route} workplace={workplace} hasHome={home !== undefined} />
              </Mishap>
            </Suspense>
          </main>
        </div>
      </WorkplaceContext>
    </App>
  );
}

function useOwnWorkplace(session: SessionView): Workplace {
  const directory = useResource('agencies', readDirectory);
  const clock = useResource('business-clock', readBusinessClock, 60_000);
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
  const put = clock.put;
  const putClock = useCallback((value: BusinessClockView) => put(value), [put]);
  return useMemo(() => {
    void tick;
    const read = clock.value;
    const passed = clock.readAt === undefined ? 0 : Date.now() - clock.readAt;
    return {
      session,
      directory: directory.value,
      clock: read,
      now: new Date(read ? Date.parse(read.now) + passed : Date.now()).toISOString(),
      can: (action) => session.actions.includes(action),
      putClock,
    };
  }, [session, directory.value, clock.value, clock.readAt, tick, putClock]);
}

function homeOf({ can }: Workplace): Route | undefined {
  if (can('referral.rule') && !can('referral.decide')) return box('arbitration');
  if (can('referral.read')) return box('incoming');
  if (can('network.read')) return { page: 'network' };
  if (can('person.manage')) return { page: 'people' };
  return undefined;
}

function Page({
  route,
  workplace,
  hasHome,
}: {
  readonly route: Route;
  readonly workplace: Workplace;
  readonly hasHome: boolean;
}) {
  const say = useSay();
  const { can } = workplace;
  if (route.page === 'home')
    return hasHome ? null : <Empty title={say(words.noWorkTitle)}>{say(words.noWorkText)}</Empty>;
  if (route.page === 'network' && can('network.read')) return <NetworkPage />;
  if (route.page === 'people' && can('person.manage')) return <PeoplePage />;
  if (route.page === 'box' && can('referral.read')) return <TrayPage key={route.box} route={route} />;
  if (route.page === 'referral' && can('referral.read')) return <ReferralPage key={route.id} id={route.id} />;
  if (route.page === 'compose' && can('referral.draft')) return <ComposePage key={route.id ?? 'new'} id={route.id} />;
  return <Empty title={say(words.absentTitle)}>{say(words.absentText)}</Empty>;
}

function Bar({ workplace, onSignedOut }: { readonly workplace: Workplace; readonly onSignedOut: () => void }) {
  const say = useSay();
  const { language, choose } = useLanguage();
  const { session, clock } = workplace;
  const leave = () => {
    signOut().then(onSignedOut, onSignedOut);
  };
  return (
    <header className="bar">
      <div className="bar-agency">
        <strong>{language === 'zh' ? session.agency.nameZh : session.agency.nameEn}</strong>
        <span>{say(agencyDutyWords[session.agency.kind])}</span>
      </div>
      {clock?.adjustable && <ClockButton />}
      <div className="bar-person">
        <strong>{session.person.name}</strong>
        <span>{language === 'zh' ? session.post.titleZh : session.post.titleEn}</span>
      </div>
      <Button
        className="bar-button"
        size="small"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        aria-label={say(words.switchLanguage)}
        onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
      >
        {say(words.otherLanguage)}
      </Button>
      <Button className="bar-button" size="small" onClick={leave}>
        {say(words.signOut)}
      </Button>
    </header>
  );
}

function Navigation({ workplace, route }: { readonly workplace: Workplace; readonly route: Route }) {
  const say = useSay();
  const { can } = workplace;
  const boxes: readonly Box[] = can('referral.read') ? ['incoming', 'outgoing', 'drafts', 'arbitration'] : [];
  const item = (to: Route, label: string, current: boolean): ReactNode => (
    <li key={label}>
      <Link to={to} aria-current={current ? 'page' : undefined}>
        {label}
      </Link>
    </li>
  );
  return (
    <nav className="nav" aria-label={say(words.nav)}>
      {boxes.length > 0 && (
        <div>
          <h2>{say(words.work)}</h2>
          <ul>
            {can('referral.draft') && (
              <li>
                <Link className="nav-do" to={{ page: 'compose', id: null }}>
                  {say(words.compose)}
                </Link>
              </li>
            )}
            {boxes.map((name) => item(box(name), say(words[name]), route.page === 'box' && route.box === name))}
          </ul>
        </div>
      )}
      {(can('network.read') || can('person.manage')) && (
        <div>
          <h2>{say(words.administration)}</h2>
          <ul>
            {can('network.read') && item({ page: 'network' }, say(words.network), route.page === 'network')}
            {can('person.manage') && item({ page: 'people' }, say(words.people), route.page === 'people')}
          </ul>
        </div>
      )}
    </nav>
  );
}
