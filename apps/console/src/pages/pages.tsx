import { lazy } from 'react';
import { useSay } from '../language/language.tsx';
import { shellWords as words } from '../language/shell.words.ts';
import { Empty } from '../parts/states.tsx';
import { type Workplace } from '../parts/workplace.tsx';
import { type Route } from '../route/route.ts';
import { formKey } from '../intake/unfinished.ts';
import { WorkPage } from '../work/work-page.tsx';

// Every page but the landing one is a file of its own, loaded when it is first opened.
const TrayPage = lazy(() => import('../tray/tray-page.tsx').then((page) => ({ default: page.TrayPage })));
const ReferralPage = lazy(() =>
  import('../referral/referral-page.tsx').then((page) => ({ default: page.ReferralPage })),
);
const ComposePage = lazy(() => import('../compose/compose-page.tsx').then((page) => ({ default: page.ComposePage })));
const IntakePage = lazy(() => import('../intake/intake-page.tsx').then((page) => ({ default: page.IntakePage })));
const CluePage = lazy(() => import('../clue/clue-page.tsx').then((page) => ({ default: page.CluePage })));
const RegisterPage = lazy(() =>
  import('../register/register-page.tsx').then((page) => ({ default: page.RegisterPage })),
);
const ImportPage = lazy(() => import('../register/import-page.tsx').then((page) => ({ default: page.ImportPage })));
const SearchPage = lazy(() => import('../searching/search-page.tsx').then((page) => ({ default: page.SearchPage })));
const MeetingsPage = lazy(() =>
  import('../meetings/meetings-page.tsx').then((page) => ({ default: page.MeetingsPage })),
);
const MeetingPage = lazy(() => import('../meetings/meeting-page.tsx').then((page) => ({ default: page.MeetingPage })));
const IdentitiesPage = lazy(() =>
  import('../clue/identities-page.tsx').then((page) => ({ default: page.IdentitiesPage })),
);
const AccountPage = lazy(() => import('../account/account-page.tsx').then((page) => ({ default: page.AccountPage })));
const AuditPage = lazy(() => import('../audit/audit-page.tsx').then((page) => ({ default: page.AuditPage })));
const NetworkPage = lazy(() =>
  import('../administration/network-page.tsx').then((page) => ({ default: page.NetworkPage })),
);
const PeoplePage = lazy(() =>
  import('../administration/people-page.tsx').then((page) => ({ default: page.PeoplePage })),
);

/** What a post must be allowed to do for a page to be there at all. The service judges again. */
const needs: Readonly<Partial<Record<Route['page'], string>>> = {
  work: 'clue.read',
  clues: 'clue.read',
  clue: 'clue.read',
  search: 'clue.read',
  intake: 'clue.register',
  import: 'clue.import',
  meetings: 'meeting.read',
  meeting: 'meeting.read',
  identities: 'identity.release',
  box: 'referral.read',
  referral: 'referral.read',
  compose: 'referral.draft',
  network: 'network.read',
  people: 'person.manage',
  audit: 'audit.read',
};

interface PageProps {
  readonly route: Route;
  readonly workplace: Workplace;
  readonly hasHome: boolean;
}

/** The page of an address, where the post has it. */
export function Page({ route, workplace, hasHome }: PageProps) {
  const say = useSay();
  const needed = needs[route.page];
  if (route.page === 'home')
    return hasHome ? null : <Empty title={say(words.noWorkTitle)}>{say(words.noWorkText)}</Empty>;
  if (route.page === 'absent' || (needed !== undefined && !workplace.can(needed)))
    return <Empty title={say(words.absentTitle)}>{say(words.absentText)}</Empty>;
  return <Opened route={route} />;
}

function Opened({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'work':
      return <WorkPage queue={route.queue} />;
    case 'clues':
      return <RegisterPage filter={route.filter} />;
    case 'clue':
      return <CluePage key={route.id} id={route.id} />;
    case 'intake':
      return <IntakePage key={formKey(route.id)} id={route.id} />;
    case 'import':
      return <ImportPage />;
    case 'search':
      return <SearchPage key={route.q} q={route.q} />;
    case 'meetings':
      return <MeetingsPage />;
    case 'meeting':
      return <MeetingPage key={route.id ?? 'new'} id={route.id} />;
    case 'identities':
      return <IdentitiesPage />;
    case 'box':
      return <TrayPage key={route.box} route={route} />;
    case 'referral':
      return <ReferralPage key={route.id} id={route.id} />;
    case 'compose':
      return <ComposePage key={route.id ?? 'new'} id={route.id} />;
    case 'network':
      return <NetworkPage />;
    case 'people':
      return <PeoplePage />;
    case 'audit':
      return <AuditPage />;
    case 'account':
      return <AccountPage />;
    default:
      return null;
  }
}
