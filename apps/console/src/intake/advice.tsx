import { type Routing } from '@sup/clues/protocol';
import { clueStatuses } from '@sup/clues/protocol';
import { Alert } from 'antd';
import { type ClueCheckView, type DuplicateView } from '../api/clues.views.ts';
import { adviceWords as words, duplicateWords } from '../language/intake.words.ts';
import { useJoin, useLanguage, useSay } from '../language/language.tsx';
import { type Resource } from '../parts/use-resource.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';

/** Beside the form: what the service says about the clue as far as it is typed. */
export function Advice({ check }: { readonly check: Resource<ClueCheckView | null> }) {
  const say = useSay();
  const { language } = useLanguage();
  const { value } = check;
  return (
    <aside className="sheet advice" aria-labelledby="advice-title">
      <h2 id="advice-title">{say(words.title)}</h2>
      <p className="hint" role="status">
        {say(
          check.problem ? words.failed : check.loading && !value ? words.asking : value ? words.hint : words.waiting,
        )}
      </p>
      {value && (
        <>
          {value.warnings.map((warning) => (
            <Alert key={warning.code} type="warning" showIcon={false} title={warning[language]} />
          ))}
          <h3>{say(words.duplicates)}</h3>
          <div aria-live="polite">
            <Duplicates duplicates={value.duplicates} />
          </div>
          {value.routing && (
            <>
              <h3>{say(words.routing)}</h3>
              <RoutingNote routing={value.routing} />
            </>
          )}
        </>
      )}
    </aside>
  );
}

/** Other clues that may be the same, each with what speaks for it. */
export function Duplicates({ duplicates }: { readonly duplicates: readonly DuplicateView[] }) {
  const say = useSay();
  if (duplicates.length === 0) return <p className="hint">{say(words.noDuplicates)}</p>;
  return (
    <ul className="duplicates">
      {duplicates.map((other) => (
        <li key={other.clueId}>
          <Link to={{ page: 'clue', id: other.clueId }} target="_blank" rel="noreferrer">
            {other.clueNo} {other.title}
          </Link>{' '}
          <span className="status">{say(clueStatuses[other.status])}</span>
          <ul>
            {other.why.map((why, index) => (
              <li key={index}>
                <span className="why">{say(duplicateWords[why.kind])}</span> {why.evidence}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Where C14 would send it, why, and what else was considered. */
export function RoutingNote({ routing }: { readonly routing: Routing }) {
  const say = useSay();
  const { language } = useLanguage();
  const others = routing.all.slice(1);
  return (
    <div className="routing">
      <p>
        <strong>{language === 'zh' ? routing.reasonZh : routing.reasonEn}</strong>{' '}
        <span className="code">{say(words.rule, { rule: routing.rule })}</span>
      </p>
      <RouteLine route={routing} />
      {others.length > 0 && (
        <details>
          <summary>{say(words.others)}</summary>
          <ul>
            {others.map((route, index) => (
              <li key={index}>
                <span className="code">{route.rule}</span> {language === 'zh' ? route.reasonZh : route.reasonEn}
                <RouteLine route={route} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function RouteLine({ route }: { readonly route: Pick<Routing, 'recipients' | 'instrument'> }) {
  const say = useSay();
  const join = useJoin();
  const name = useAgencyName();
  const to = join(route.recipients.map(({ to: agency, office }) => [name(agency), office].filter(Boolean).join(' ')));
  return (
    <p className="hint">
      {say(words.to)}: {to || say(words.nobody)} · {say(words.instrument)}: {route.instrument}
    </p>
  );
}
