import { type Role, roleTitles } from '@sup/access/protocol';
import { App, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { changePassword } from '../api/session.views.ts';
import { accountWords as words } from '../language/account.words.ts';
import { useJoin, useLanguage, useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { Facts } from '../referral/preview-sheet.tsx';
import { shanghaiTime } from '../time/due.ts';

/** Who one is signed in as, which posts one holds or covers, and the own password. */
export function AccountPage() {
  const say = useSay();
  const join = useJoin();
  const { language } = useLanguage();
  const { session } = useWorkplace();
  const titleOf = (post: { titleZh: string; titleEn: string }) => (language === 'zh' ? post.titleZh : post.titleEn);
  const coverText = (post: (typeof session.posts)[number]) =>
    `${titleOf(post)}${post.until ? `（${say(words.until, { time: shanghaiTime(post.until) })}）` : ''}`;
  const covered = session.posts.filter((post) => post.as === 'deputy');
  return (
    <>
      <div className="page-head">
        <h1>{say(words.title)}</h1>
      </div>
      <section className="sheet">
        <Facts
          rows={[
            [say(words.person), session.person.name],
            [say(words.post), titleOf(session.post)],
            ...(covered.length > 0 ? ([[say(words.covered), join(covered.map(coverText))]] as const) : []),
            [
              say(words.roles),
              join(session.roles.map((role) => (role in roleTitles ? say(roleTitles[role as Role]) : role))),
            ],
          ]}
        />
      </section>
      <PasswordForm />
    </>
  );
}

const blank = { current: '', next: '', again: '' };

function PasswordForm() {
  const say = useSay();
  const { message } = App.useApp();
  const [typed, setTyped] = useState(blank);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const faults = {
    current: typed.current === '' ? words.needed : undefined,
    next: typed.next === '' ? words.needed : undefined,
    again: typed.again === typed.next ? undefined : words.differs,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || faults.current || faults.next || faults.again) return;
    setBusy(true);
    setProblem(undefined);
    changePassword(typed.current, typed.next)
      .then(
        () => {
          setTyped(blank);
          setTried(false);
          void message.success(say(words.changed));
        },
        (cause: unknown) => setProblem(problemFrom(cause)),
      )
      .finally(() => setBusy(false));
  };
  const fields = [
    ['current', 'current-password'],
    ['next', 'new-password'],
    ['again', 'new-password'],
  ] as const;
  return (
    <section className="sheet account-password" aria-labelledby="password-title">
      <form className="form" noValidate onSubmit={submit}>
        <h2 id="password-title">{say(words.password)}</h2>
        {problem && <ProblemNote problem={problem} />}
        {fields.map(([name, autoComplete]) => {
          const fault = tried ? faults[name] : undefined;
          return (
            <Field
              key={name}
              label={say(words[name])}
              hint={name === 'next' && say(words.hint)}
              required
              error={fault && say(fault)}
            >
              {(ids) => (
                <Input
                  {...ids}
                  type="password"
                  autoComplete={autoComplete}
                  maxLength={128}
                  value={typed[name]}
                  onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
                />
              )}
            </Field>
          );
        })}
        <div>
          <Button type="primary" htmlType="submit" disabled={busy}>
            {say(words.change)}
          </Button>
        </div>
      </form>
    </section>
  );
}
