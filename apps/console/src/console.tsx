import { ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { type ApiProblem, whenSignedOut } from './api/http.ts';
import { mayBeSignedIn, readSession, rememberSession, type SessionView } from './api/session.views.ts';
import { useLanguage, useSay } from './language/language.tsx';
import { shellWords } from './language/shell.words.ts';
import { SignIn } from './pages/sign-in.tsx';
import { Mishap } from './parts/mishap.tsx';
import { ProblemNote } from './parts/states.tsx';
import { problemFrom } from './parts/use-resource.ts';

const Shell = lazy(() => import('./pages/shell.tsx').then((page) => ({ default: page.Shell })));

const look = {
  cssVar: { key: 'sup' },
  hashed: false,
  token: {
    colorPrimary: '#1f4f7d',
    colorError: '#b3261e',
    colorWarning: '#8a5a00',
    colorSuccess: '#276b45',
    colorErrorBg: '#fbeeed',
    colorErrorBorder: '#dfb0ad',
    colorWarningBg: '#fdf4e0',
    colorWarningBorder: '#dfc284',
    colorInfoBg: '#eaf1f7',
    colorInfoBorder: '#9db4cb',
    colorText: '#1d2733',
    colorTextSecondary: '#4c5967',
    colorTextDescription: '#4c5967',
    colorTextPlaceholder: '#6b7785',
    colorBorder: '#b9c3ce',
    borderRadius: 3,
    fontSize: 14,
    controlHeight: 32,
    motion: false,
    fontFamily:
      '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
  },
};
const wave = { disabled: true };

type Standing =
  | { readonly kind: 'asking' }
  | { readonly kind: 'outside'; readonly expired: boolean }
  | { readonly kind: 'inside'; readonly session: SessionView }
  | { readonly kind: 'failed'; readonly problem: ApiProblem };

/** Decides between sign-in and the work pages; the latter are loaded only once somebody is signed in. */
export function Console() {
  const { language } = useLanguage();
  const say = useSay();
  const [standing, setStanding] = useState<Standing>(() =>
    mayBeSignedIn() ? { kind: 'asking' } : { kind: 'outside', expired: false },
  );

  useEffect(() => {
    document.title = say(shellWords.system);
  }, [say]);

  const ask = useCallback(() => {
    readSession().then(
      (session) => setStanding({ kind: 'inside', session }),
      (cause: unknown) => {
        const problem = problemFrom(cause);
        setStanding(problem.status === 401 ? { kind: 'outside', expired: false } : { kind: 'failed', problem });
      },
    );
  }, []);
  useEffect(() => {
    whenSignedOut(() => setStanding({ kind: 'outside', expired: true }));
    if (mayBeSignedIn()) ask();
  }, [ask]);
  useEffect(() => {
    if (standing.kind === 'inside') rememberSession(true);
    if (standing.kind === 'outside') rememberSession(false);
  }, [standing.kind]);

  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={look}
      wave={wave}
      button={{ autoInsertSpace: false }}
    >
      {standing.kind === 'asking' && <Waiting />}
      {standing.kind === 'failed' && (
        <main className="alone">
          <ProblemNote problem={standing.problem} />
          <button type="button" onClick={ask}>
            {say(shellWords.retry)}
          </button>
        </main>
      )}
      {standing.kind === 'outside' && (
        <SignIn expired={standing.expired} onSignedIn={(session) => setStanding({ kind: 'inside', session })} />
      )}
      {standing.kind === 'inside' && (
        <Mishap>
          <Suspense fallback={<Waiting />}>
            <Shell
              key={standing.session.person.id}
              session={standing.session}
              onSignedOut={() => setStanding({ kind: 'outside', expired: false })}
              onExpired={() => setStanding({ kind: 'outside', expired: true })}
            />
          </Suspense>
        </Mishap>
      )}
    </ConfigProvider>
  );
}

function Waiting() {
  const say = useSay();
  return (
    <p className="waiting" role="status">
      {say(shellWords.loading)}
    </p>
  );
}
