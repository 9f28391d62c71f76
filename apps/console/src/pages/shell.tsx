import '../work.css';
import { App, Button } from 'antd';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { keepListening } from '../api/notices.ts';
import {
  type BusinessClockView,
  readBusinessClock,
  readDirectory,
  readSession,
  type SessionView,
  signOut,
} from '../api/session.views.ts';
import { formKey } from '../intake/unfinished.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { agencyDutyWords, shellWords as words } from '../language/shell.words.ts';
import { Mishap } from '../parts/mishap.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { type Workplace, WorkplaceContext } from '../parts/workplace.tsx';
import { hrefOf, type Route } from '../route/route.ts';
import { go, Link, useRoute } from '../route/router.tsx';
import { ClockButton } from './clock-button.tsx';
import { homeOf, Navigation } from './navigation.tsx';
import { Page } from './pages.tsx';

interface ShellProps {
  readonly session: SessionView;
  readonly onSignedOut: () => void;
  /** The session ended elsewhere. */
  readonly onExpired: () => void;
}

/** The frame around every work page. */
export function Shell({ session, onSignedOut, onExpired }: ShellProps) {
  const workplace = useOwnWorkplace(session);
  const route = useRoute();
  const say = useSay();

  useNotices(onExpired);
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
              <Mishap key={sameMishap(route)}>
                <Page route={route} workplace={workplace} hasHome={home !== undefined} />
              </Mishap>
            </Suspense>
          </main>
        </div>
      </WorkplaceContext>
    </App>
  );
}

/** A page that only changes its conditions is still the same page. */
function sameMishap(route: Route): string {
  if (route.page === 'box') return route.box;
  if (route.page === 'intake') return formKey(route.id);
  return route.page === 'clues' || route.page === 'work' || route.page === 'search' ? route.page : hrefOf(route);
}

/** Listens for notices; when the stream breaks, asks whether the session still lives: if not, the door is shown at once. */
function useNotices(onEnded: () => void): void {
  const ended = useRef(onEnded);
  useEffect(() => {
    ended.current = onEnded;
  });
  useEffect(
    () =>
      keepListening(() => {
        readSession().catch((cause: unknown) => problemFrom(cause).status === 401 && ended.current());
      }),
    [],
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
      <Link className="bar-person" to={{ page: 'account' }}>
        <strong>{session.person.name}</strong>
        <span>{language === 'zh' ? session.post.titleZh : session.post.titleEn}</span>
        <span className="unseen"> {say(words.account)}</span>
      </Link>
      <Button
        className="bar-button"
        size="small"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
      >
        {say(words.otherLanguage)}
        <span className="unseen"> {say(words.switchLanguage)}</span>
      </Button>
      <Button className="bar-button" size="small" onClick={leave}>
        {say(words.signOut)}
      </Button>
    </header>
  );
}
