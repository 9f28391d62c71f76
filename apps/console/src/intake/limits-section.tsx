import { type ClueCheckView } from '../api/clues.views.ts';
import { intakeWords as words } from '../language/intake.words.ts';
import { useSay } from '../language/language.tsx';
import { LimitField } from '../parts/limit-field.tsx';
import { shanghaiTime } from '../time/due.ts';
import { useRuleName } from '../time/rule-name.ts';
import { type SectionProps } from './section.props.ts';

interface LimitsProps extends SectionProps {
  /** What registration would start by itself. */
  readonly suggested: ClueCheckView['limits'] | undefined;
}

/** Time limits with rule and trigger: stated by the officer, or those that follow from channel and agency. */
export function LimitsSection({ draft, change, errorOf, suggested }: LimitsProps) {
  const say = useSay();
  const ruleName = useRuleName();
  const { limits } = draft;
  const set = (index: number, limit: (typeof limits)[number] | null) =>
    change({ limits: limits.flatMap((one, at) => (at !== index ? [one] : limit ? [limit] : [])) });
  return (
    <section className="sheet form" aria-labelledby="limits-title">
      <h2 id="limits-title">{say(words.limits)}</h2>
      {limits.length === 0 && (
        <>
          <p className="hint">{say(words.limitsHint)}</p>
          <ul>
            {(suggested ?? []).map((limit) => (
              <li key={limit.ruleId}>
                <strong>{ruleName(limit.ruleId)}</strong>{' '}
                <span className="hint">
                  {say(words.from, {
                    time: limit.triggerAt.includes('T') ? shanghaiTime(limit.triggerAt) : limit.triggerAt,
                  })}
                </span>
              </li>
            ))}
            {suggested?.length === 0 && <li className="hint">{say(words.limitsNoneSuggested)}</li>}
          </ul>
        </>
      )}
      {limits.map((limit, index) => (
        <div key={index} className="form-pair">
          <LimitField
            label={words.limit}
            value={limit.ruleId ? limit : null}
            error={errorOf(`limit-${index}`)}
            onChange={(chosen) => set(index, chosen)}
          />
        </div>
      ))}
      <NewLimit key={limits.length} onAdd={(limit) => change({ limits: [...limits, limit] })} />
    </section>
  );
}

function NewLimit({ onAdd }: { readonly onAdd: (limit: { ruleId: string; triggerAt: string }) => void }) {
  const say = useSay();
  return (
    <details className="new-limit">
      <summary>{say(words.addLimit)}</summary>
      <div className="form-pair">
        <LimitField label={words.limit} value={null} error={undefined} onChange={(limit) => limit && onAdd(limit)} />
      </div>
    </details>
  );
}
