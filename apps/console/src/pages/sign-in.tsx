import { Alert, Button, Input } from 'antd';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { type HostAgency, readHost, type SessionView, signIn } from '../api/session.views.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { agencyDutyWords, agencyKindWords, agencyLevelWords, shellWords } from '../language/shell.words.ts';
import { signInWords as words } from '../language/sign-in.words.ts';
import { Field } from '../parts/field.tsx';
import { problemFrom } from '../parts/use-resource.ts';

interface SignInProps {
  readonly expired: boolean;
  readonly onSignedIn: (session: SessionView) => void;
}

/** The door. Shows whose door it is before anything is typed: fourteen agencies look alike otherwise. */
export function SignIn({ expired, onSignedIn }: SignInProps) {
  const say = useSay();
  const { language, choose } = useLanguage();
  const [host, setHost] = useState<HostAgency | 'unknown'>();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const alert = useRef<HTMLDivElement>(null);

  useEffect(() => {
    readHost().then(setHost, () => setHost('unknown'));
  }, []);
  useEffect(() => {
    if (problem) alert.current?.focus();
  }, [problem]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!username.trim() || !password || busy) return;
    setBusy(true);
    setProblem(undefined);
    signIn(username.trim(), password).then(onSignedIn, (cause: unknown) => {
      setProblem(problemFrom(cause));
      setPassword('');
      setTried(false);
      setBusy(false);
    });
  };
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));

  return (
    <div className="door">
      <header className="door-top">
        <span>{say(shellWords.system)}</span>
        <Button
          type="text"
          size="small"
          lang={language === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
        >
          {say(shellWords.otherLanguage)}
          <span className="unseen"> {say(shellWords.switchLanguage)}</span>
        </Button>
      </header>
      <main className="door-sheet">
        <HostHead host={host} />
        <form onSubmit={submit} noValidate aria-labelledby="sign-in-title">
          <h2 id="sign-in-title">{say(words.title)}</h2>
          {expired && !problem && <Alert type="info" title={say(shellWords.signedOutElsewhere)} />}
          {problem && (
            <div ref={alert} tabIndex={-1}>
              <Alert type="error" role="alert" title={refusalText(problem, say, language)} />
            </div>
          )}
          <Field label={say(words.username)} error={tried && !username.trim() ? say(words.usernameMissing) : undefined}>
            {(ids) => (
              <Input
                {...ids}
                autoFocus
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={80}
                value={username}
                onChange={(event) => setUsername(event.target.value)}
              />
            )}
          </Field>
          <Field
            label={say(words.password)}
            hint={capsLock ? say(words.capsLock) : undefined}
            error={tried && !password ? say(words.passwordMissing) : undefined}
          >
            {(ids) => (
              <Input
                {...ids}
                type="password"
                name="password"
                autoComplete="current-password"
                maxLength={200}
                value={password}
                onKeyUp={watchCaps}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <Button type="primary" htmlType="submit" block aria-busy={busy} disabled={busy}>
            {say(busy ? words.submitting : words.submit)}
          </Button>
        </form>
        <footer>
          <p>{say(words.ceiling)}</p>
          <p>{say(words.ownSystem)}</p>
        </footer>
      </main>
    </div>
  );
}

function HostHead({ host }: { readonly host: HostAgency | 'unknown' | undefined }) {
  const say = useSay();
  const { language } = useLanguage();
  if (host === undefined) return <div className="letterhead" aria-busy />;
  if (host === 'unknown')
    return (
      <div className="letterhead">
        <h1>{window.location.hostname}</h1>
        <p>{say(words.hostUnknown)}</p>
      </div>
    );
  return (
    <div className="letterhead">
      <h1>{language === 'zh' ? host.nameZh : host.nameEn}</h1>
      <p>
        {say(agencyLevelWords[host.level])} · {say(agencyKindWords[host.kind])} · {say(agencyDutyWords[host.kind])}
      </p>
    </div>
  );
}

function refusalText(problem: ApiProblem, say: ReturnType<typeof useSay>, language: 'zh' | 'en'): string {
  if (problem.status !== 429) return problem.text[language];
  const seconds = Number(problem.details['retryAfterSeconds']);
  if (!Number.isFinite(seconds) || seconds <= 0) return say(words.wait);
  if (seconds < 120) return say(words.waitSeconds, { seconds: Math.ceil(seconds) });
  return say(words.waitMinutes, { minutes: Math.ceil(seconds / 60) });
}
