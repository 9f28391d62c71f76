import { clueStatuses } from '@sup/clues/protocol';
import { type ReactNode } from 'react';
import { noFilter, type ClueView } from '../api/clues.views.ts';
import { clueWords as words } from '../language/clue.words.ts';
import { useJoin, useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { DueDate, DueMark } from '../parts/marks.tsx';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';
import { byUrgency, shanghaiTime } from '../time/due.ts';
import { useRuleName } from '../time/rule-name.ts';
import { nextOfClue } from '../work/work.rules.ts';
import { usePostTitles } from './post-titles.ts';

/** What, who, since when, until when, what next: read before anything else. */
export function ClueHead({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const join = useJoin();
  const name = useAgencyName();
  const titles = usePostTitles(view.handlers);
  const { subject } = view;
  const who = [name(subject.agency), subject.office, join(subject.persons.map((person) => person.name))];
  return (
    <div className="record-head">
      <p className="crumbs">
        <Link to={{ page: 'clues', filter: noFilter }}>{say(shellWords.register)}</Link> <span aria-hidden>›</span>{' '}
        {view.clueNo ?? say(clueStatuses.draft)}
      </p>
      <h1>{view.title}</h1>
      <dl className="standing-facts">
        <Fact label={say(words.next)}>
          <span className={`status status-clue-${view.status}`}>{say(clueStatuses[view.status])}</span>{' '}
          <strong>{say(nextOfClue[view.status])}</strong>
          {titles.length > 0 && <span className="hint"> {say(words.handledBy, { who: join(titles) })}</span>}
        </Fact>
        <Fact label={say(words.until)}>
          <Until view={view} />
        </Fact>
        <Fact label={say(words.since)}>
          {shanghaiTime(view.movedAt)}
          <span className="hint"> {say(words.received, { time: shanghaiTime(view.receivedAt) })}</span>
        </Fact>
        <Fact label={say(words.who)}>{who.filter(Boolean).join(' · ')}</Fact>
      </dl>
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Until({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const { now } = useWorkplace();
  const ruleName = useRuleName();
  const [first] = view.limits
    .filter(({ state }) => state === 'running')
    .map((clock) => ({ nextDue: clock }))
    .sort(byUrgency(now));
  if (view.reviewOn && !first) return <>{view.reviewOn}</>;
  if (!first) return <span className="hint">{say(words.noLimit)}</span>;
  return (
    <>
      <DueDate clock={first.nextDue} /> <DueMark clock={first.nextDue} now={now} />
      <span className="hint"> {ruleName(first.nextDue.ruleId)}</span>
    </>
  );
}
