import { type Bilingual } from '@sup/kernel';
import { Input, Select } from 'antd';
import { composeWords as words } from '../language/compose.words.ts';
import { useSay } from '../language/language.tsx';
import { instantOf, shanghaiTime } from '../time/due.ts';
import { useRuleOptions } from '../time/rule-options.ts';
import { termRules } from '../time/term-rules.ts';
import { Field } from './field.tsx';

/** A rule with its stated start: a day, or a UTC instant for hour rules. */
export interface StatedLimit {
  readonly ruleId: string;
  readonly triggerAt: string;
}

interface LimitFieldProps {
  readonly label: Bilingual;
  readonly hint?: Bilingual;
  readonly value: StatedLimit | null;
  readonly error: string | undefined;
  readonly onChange: (value: StatedLimit | null) => void;
}

/** Chooses a rule and asks for the day or time it starts from, in the rule's own precision. */
export function LimitField({ label, hint, value, error, onChange }: LimitFieldProps) {
  const say = useSay();
  const options = useRuleOptions();
  const byHour = isByHour(value?.ruleId);
  const choose = (ruleId: string) => {
    const kept = value && isByHour(ruleId) === byHour ? value.triggerAt : '';
    onChange(ruleId ? { ruleId, triggerAt: kept } : null);
  };
  return (
    <>
      <Field label={say(label)} hint={hint && say(hint)}>
        {(ids) => (
          <Select
            {...ids}
            showSearch={{ optionFilterProp: 'label' }}
            options={[{ value: '', label: say(words.noSendBy) }, ...options]}
            value={value?.ruleId ?? ''}
            onChange={choose}
          />
        )}
      </Field>
      {value && (
        <Field label={say(byHour ? words.triggerInstant : words.triggerAt)} required error={error}>
          {(ids) =>
            byHour ? (
              <Input
                {...ids}
                type="datetime-local"
                value={value.triggerAt ? shanghaiTime(value.triggerAt).replace(' ', 'T') : ''}
                onChange={(event) => onChange({ ...value, triggerAt: instantOf(event.target.value) })}
              />
            ) : (
              <Input
                {...ids}
                type="date"
                value={value.triggerAt}
                onChange={(event) => onChange({ ...value, triggerAt: event.target.value })}
              />
            )
          }
        </Field>
      )}
    </>
  );
}

const isByHour = (ruleId: string | undefined) => termRules.find((rule) => rule.id === ruleId)?.unit === 'HOUR';
