import { closingGrounds, type ClueEventType, clueStatuses } from '@sup/clues/protocol';
import { reasonCodes } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { type ClueTimelineLine, type ClueView } from '../api/clues.views.ts';
import { readReferral } from '../api/referrals.views.ts';
import { clueEventWords, clueWords as words, payloadWords } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { useResource } from '../parts/use-resource.ts';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { postTitleOf } from '../referral/ladder.rules.ts';
import { Rungs } from '../referral/ladder.tsx';
import { Link } from '../route/router.tsx';
import { shanghaiTime } from '../time/due.ts';
import { useRuleName } from '../time/rule-name.ts';

/** The course of both sides: our own register's history, and the ladder of every referral it came by or went out with. */
export function Course({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const name = useAgencyName();
  return (
    <section className="sheet" aria-labelledby="course-title">
      <h2 id="course-title">{say(words.course)}</h2>
      {view.origin && (
        <ReferralCourse id={view.origin.referralId} title={say(words.ladderFrom, { agency: name(view.origin.from) })} />
      )}
      <h3>{say(words.own)}</h3>
      <ol className="course">
        {view.timeline.map((line) => (
          <CourseLine key={line.n} line={line} />
        ))}
      </ol>
      {view.referrals.map((referral) => (
        <ReferralCourse
          key={referral.referralId}
          id={referral.referralId}
          title={say(words.ladderOf, { agency: name(referral.to) })}
        />
      ))}
    </section>
  );
}

function CourseLine({ line }: { readonly line: ClueTimelineLine }) {
  const say = useSay();
  const name = useAgencyName();
  const { directory } = useWorkplace();
  const texts = usePayload(line.payload);
  const title: Bilingual = clueEventWords[line.type as ClueEventType] ?? line.summary;
  const post = postTitleOf(line.actingPost) ?? words.service;
  const isAgency = directory?.agencies.some(({ id }) => id === line.actingPost) ?? false;
  return (
    <li className="course-line">
      <time dateTime={line.at}>{shanghaiTime(line.at)}</time>
      <div>
        <strong>{say(title)}</strong> <span className="hint">{isAgency ? name(line.actingPost) : say(post)}</span>
        {texts.length > 0 && (
          <dl className="rung-lines">
            {texts.map(([label, text]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

/** The parts of an event that have a name here, in words. */
function usePayload(payload: Readonly<Record<string, unknown>>): [string, string][] {
  const say = useSay();
  const name = useAgencyName();
  const ruleName = useRuleName();
  const inWords = (key: string, value: string): string => {
    const tables: Readonly<Record<string, Readonly<Record<string, Bilingual>>>> = {
      outcome: clueStatuses,
      ground: closingGrounds,
      reasonCode: reasonCodes,
    };
    const found = tables[key]?.[value];
    if (found) return say(found);
    if (key === 'to') return name(value);
    return key === 'ruleId' ? ruleName(value) : value;
  };
  return Object.entries(payloadWords).flatMap(([key, label]) => {
    const value = payload[key];
    return typeof value === 'string' && value !== '' ? [[say(label), inWords(key, value)] as [string, string]] : [];
  });
}

/** The ladder of one referral; a person who may not know of it is told no more than that. */
function ReferralCourse({ id, title }: { readonly id: string; readonly title: string }) {
  const say = useSay();
  const referral = useResource(`course:${id}`, () => readReferral(id), 15_000);
  return (
    <div className="referral-course">
      <h3>
        <Link to={{ page: 'referral', id }}>{title}</Link>
      </h3>
      {referral.value ? (
        <Rungs view={referral.value} />
      ) : (
        <p className="hint" role="status">
          {say(referral.problem ? words.ladderHidden : shellWords.loading)}
        </p>
      )}
    </div>
  );
}
