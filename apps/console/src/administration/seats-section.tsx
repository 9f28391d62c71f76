import { type Role, roleTitles } from '@sup/access/protocol';
import { App, Button } from 'antd';
import { useState } from 'react';
import { type PersonView } from '../api/administration.views.ts';
import { type DeputyView, endCover, type PostView, readPosts } from '../api/posts.views.ts';
import { peopleWords as words } from '../language/administration.words.ts';
import { useJoin, useLanguage, useSay } from '../language/language.tsx';
import { Grid } from '../parts/grid.tsx';
import { Loaded } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { shanghaiTime } from '../time/due.ts';
import { CoverForm } from './cover-form.tsx';

/** Seats with their holders and deputies: who covers for whom, until when. */
export function SeatsSection({ people }: { readonly people: readonly PersonView[] }) {
  const say = useSay();
  const join = useJoin();
  const { language } = useLanguage();
  const { message } = App.useApp();
  const posts = useResource('seats', readPosts, 30_000);
  const [covering, setCovering] = useState<PostView>();
  const titleOf = (post: PostView) => (language === 'zh' ? post.titleZh : post.titleEn);
  const roleText = (role: string) => (role in roleTitles ? say(roleTitles[role as Role]) : role);
  const end = (deputy: DeputyView) =>
    endCover(deputy.id).then(
      () => {
        void message.success(say(words.coverEnded));
        posts.reload();
      },
      (cause: unknown) => void message.error(problemFrom(cause).text[language]),
    );
  return (
    <section className="sheet" aria-labelledby="seats-title">
      <h2 id="seats-title">{say(words.seats)}</h2>
      <p className="hint">{say(words.seatsHint)}</p>
      <Loaded resource={posts} rows={4}>
        {(value) => (
          <Grid
            heads={[say(words.post), say(words.holder), say(words.roles), say(words.deputies), say(words.actions)]}
            rows={value.posts.map((post) => ({
              key: post.id,
              cells: [
                titleOf(post),
                post.holder?.nameZh ?? <span className="due-quiet">{say(words.vacant)}</span>,
                join(post.roles.map(roleText)),
                <Deputies key="deputies" deputies={post.deputies} onEnd={(deputy) => void end(deputy)} />,
                <Button key="cover" size="small" onClick={() => setCovering(post)}>
                  {say(words.cover)}
                  <span className="unseen"> {titleOf(post)}</span>
                </Button>,
              ],
            }))}
          />
        )}
      </Loaded>
      {covering && (
        <CoverForm
          post={covering}
          people={people.filter((person) => !person.disabled && person.id !== covering.holder?.personId)}
          onClose={() => setCovering(undefined)}
          onDone={() => {
            setCovering(undefined);
            void message.success(say(words.coverDone));
            posts.reload();
          }}
        />
      )}
    </section>
  );
}

interface DeputiesProps {
  readonly deputies: readonly DeputyView[];
  readonly onEnd: (deputy: DeputyView) => void;
}

function Deputies({ deputies, onEnd }: DeputiesProps) {
  const say = useSay();
  if (deputies.length === 0) return <>—</>;
  return (
    <ul>
      {deputies.map((deputy) => (
        <li key={deputy.id}>
          {say(words.coverText, {
            name: deputy.nameZh,
            from: shanghaiTime(deputy.from),
            to: shanghaiTime(deputy.to),
          })}{' '}
          <Button size="small" onClick={() => onEnd(deputy)}>
            {say(words.coverEnd)}
            <span className="unseen"> {deputy.nameZh}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
