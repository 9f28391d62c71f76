import { Checkbox, Input, Select } from 'antd';
import { composeWords as words, reporterKindWords } from '../language/compose.words.ts';
import { useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { LimitField } from '../parts/limit-field.tsx';
import { useRuleOptions } from '../time/rule-options.ts';
import { type SectionProps } from './section.props.ts';

/** What stays at home: the reporter; and the time limits of this referral. */
export function HomeSection({ reporterKept, ...section }: SectionProps & { readonly reporterKept: boolean }) {
  const say = useSay();
  const { draft, change, errorOf } = section;
  const { reporter } = draft;
  return (
    <>
      <section className="sheet form" aria-labelledby="home-title">
        <h2 id="home-title">{say(words.homePart)}</h2>
        <p className="hint">{say(words.homeHint)}</p>
        {reporterKept && <p>{say(words.reporterKept)}</p>}
        <Checkbox
          checked={reporter !== null}
          onChange={(event) =>
            change({ reporter: event.target.checked ? { kind: 'NAMED', name: '', contact: null } : null })
          }
        >
          {say(words.hasReporter)}
        </Checkbox>
        {reporter && (
          <div className="form-pair">
            <Field label={say(words.reporterKind)} required>
              {(ids) => (
                <Select
                  {...ids}
                  options={Object.entries(reporterKindWords).map(([value, text]) => ({ value, label: say(text) }))}
                  value={reporter.kind}
                  onChange={(kind: string) => change({ reporter: { ...reporter, kind } })}
                />
              )}
            </Field>
            <Field label={say(words.reporterName)} required error={errorOf('reporterName')}>
              {(ids) => (
                <Input
                  {...ids}
                  autoComplete="off"
                  maxLength={60}
                  value={reporter.name}
                  onChange={(event) => change({ reporter: { ...reporter, name: event.target.value } })}
                />
              )}
            </Field>
            <Field label={say(words.reporterContact)}>
              {(ids) => (
                <Input
                  {...ids}
                  autoComplete="off"
                  maxLength={120}
                  value={reporter.contact ?? ''}
                  onChange={(event) => change({ reporter: { ...reporter, contact: event.target.value } })}
                />
              )}
            </Field>
          </div>
        )}
      </section>
      <Timing {...section} />
    </>
  );
}

function Timing({ draft, change, errorOf }: SectionProps) {
  const say = useSay();
  const options = useRuleOptions();
  return (
    <section className="sheet form" aria-labelledby="timing-title">
      <h2 id="timing-title">{say(words.timing)}</h2>
      <div className="form-pair">
        <Field label={say(words.resultRule)} required hint={say(words.resultRuleHint)} error={errorOf('resultRuleId')}>
          {(ids) => (
            <Select
              {...ids}
              showSearch={{ optionFilterProp: 'label' }}
              options={options}
              value={draft.resultRuleId}
              onChange={(resultRuleId: string) => change({ resultRuleId })}
            />
          )}
        </Field>
        <div className="field-line">
          <Checkbox checked={draft.petition} onChange={(event) => change({ petition: event.target.checked })}>
            {say(words.petition)}
          </Checkbox>
        </div>
        <LimitField
          label={words.sendBy}
          hint={words.sendByHint}
          value={draft.sendBy}
          error={errorOf('triggerAt')}
          onChange={(sendBy) => change({ sendBy })}
        />
        <Field label={say(words.supersedes)}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={64}
              value={draft.supersedes ?? ''}
              onChange={(event) => change({ supersedes: event.target.value || null })}
            />
          )}
        </Field>
      </div>
    </section>
  );
}
