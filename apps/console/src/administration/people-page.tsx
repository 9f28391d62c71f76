import { type Role, roleTitles } from '@sup/access/protocol';
import { App, Button } from 'antd';
import { useState } from 'react';
import { listPeople, type PersonView } from '../api/administration.views.ts';
import { peopleWords as words } from '../language/administration.words.ts';
import { useJoin, useLanguage, useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { Grid } from '../parts/grid.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { SeatsSection } from './seats-section.tsx';
import { PersonForm, type PersonTask } from './person-form.tsx';

/** Accounts and posts of this agency, for its security administrator. */
export function PeoplePage() {
  const say = useSay();
  const join = useJoin();
  const { language } = useLanguage();
  const { message } = App.useApp();
  const { session } = useWorkplace();
  const people = useResource('people', listPeople);
  const [task, setTask] = useState<PersonTask>();
  const roleText = (role: string) => (role in roleTitles ? say(roleTitles[role as Role]) : role);
  const buttons = (person: PersonView) =>
    person.disabled ? null : (
      <span className="actions">
        {(['move', 'reset', 'disable'] as const)
          .filter((act) => act === 'reset' || person.id !== session.person.id)
          .map((act) => (
            <Button key={act} size="small" danger={act === 'disable'} onClick={() => setTask({ act, person })}>
              {say(words[act])}
              <span className="unseen"> {person.nameZh}</span>
            </Button>
          ))}
      </span>
    );
  return (
    <>
      <div className="page-head">
        <h1>{say(shellWords.people)}</h1>
        <span className="hint">{say(words.sees)}</span>
        <Button className="grow" type="primary" onClick={() => setTask({ act: 'create' })}>
          {say(words.create)}
        </Button>
      </div>
      <section className="sheet">
        <Loaded resource={people}>
          {(value) =>
            value.people.length === 0 ? (
              <Empty title={say(words.none)} />
            ) : (
              <Grid
                heads={[
                  say(words.name),
                  say(words.username),
                  say(words.post),
                  say(words.roles),
                  say(words.state),
                  say(words.actions),
                ]}
                rows={value.people.map((person) => ({
                  key: person.id,
                  cells: [
                    person.nameZh,
                    person.username,
                    person.post ? (language === 'zh' ? person.post.titleZh : person.post.titleEn) : '—',
                    join(person.roles.map(roleText)),
                    person.disabled ? (
                      <span className="due-quiet">– {say(words.disabled)}</span>
                    ) : (
                      <span className="due-good">✓ {say(words.active)}</span>
                    ),
                    buttons(person),
                  ],
                }))}
              />
            )
          }
        </Loaded>
      </section>
      <SeatsSection people={people.value?.people ?? []} />
      {task && (
        <PersonForm
          task={task}
          onClose={() => setTask(undefined)}
          onDone={(said) => {
            setTask(undefined);
            void message.success(said);
            people.reload();
          }}
        />
      )}
    </>
  );
}
