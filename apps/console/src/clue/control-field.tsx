import { reasonCodes } from '@sup/contracts';
import { closingGrounds, clueOutcomes, clueStatuses } from '@sup/clues/protocol';
import { Checkbox, Input, Select } from 'antd';
import { type ClueView } from '../api/clues.views.ts';
import { clueCommandWords as words, replyChannelWords } from '../language/clue-command.words.ts';
import { useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { LimitField, type StatedLimit } from '../parts/limit-field.tsx';
import { useRuleName } from '../time/rule-name.ts';
import { isRequired } from './command.rules.ts';
import { type ClueControlProps } from './control.props.ts';
import { DecisionField } from './decision-field.tsx';
import { HandlersField } from './handlers-field.tsx';
import { IntoField } from './into-field.tsx';
import { DisposalsField, FindingsField } from './row-fields.tsx';

/** One control of a command's form, by its kind. */
export function ClueControlField(props: ClueControlProps) {
  const say = useSay();
  const { control, filled, error, onChange } = props;
  switch (control.control) {
    case 'text':
      return <TextField {...props} control={control} />;
    case 'day':
      return (
        <Field label={say(control.label)} required error={error}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              value={(filled[control.name] as string | undefined) ?? ''}
              onChange={(event) => onChange({ [control.name]: event.target.value })}
            />
          )}
        </Field>
      );
    case 'check':
      return (
        <Checkbox
          checked={filled[control.name] === true}
          onChange={(event) => onChange({ [control.name]: event.target.checked })}
        >
          {say(control.label)}
        </Checkbox>
      );
    case 'limit':
      return (
        <LimitField
          label={control.name === 'due' ? words.due : words.limit}
          value={(filled[control.name] as StatedLimit | null | undefined) ?? null}
          error={error}
          onChange={(limit) => onChange({ [control.name]: limit })}
        />
      );
    case 'into':
      return <IntoField {...props} control={control} />;
    case 'handlers':
      return <HandlersField filled={filled} error={error} onChange={onChange} />;
    case 'findings':
      return <FindingsField {...props} control={control} />;
    case 'disposals':
      return <DisposalsField {...props} control={control} />;
    case 'decision':
      return <DecisionField {...props} control={control} />;
    default:
      return <ChoiceField {...props} control={control} />;
  }
}

function TextField({ control, filled, error, onChange }: ClueControlProps<'text'>) {
  const say = useSay();
  const value = (filled[control.name] as string | undefined) ?? '';
  return (
    <Field
      label={say(control.label)}
      hint={control.hint && say(control.hint)}
      required={control.required}
      error={error}
    >
      {(ids) =>
        control.short ? (
          <Input
            {...ids}
            maxLength={control.max}
            value={value}
            onChange={(event) => onChange({ [control.name]: event.target.value })}
          />
        ) : (
          <Input.TextArea
            {...ids}
            autoSize={{ minRows: 3, maxRows: 14 }}
            maxLength={control.max}
            showCount
            value={value}
            onChange={(event) => onChange({ [control.name]: event.target.value })}
          />
        )
      }
    </Field>
  );
}

type ChoiceProps = ClueControlProps<'reason-code' | 'outcome' | 'ground' | 'reply-channel' | 'clock'>;

/** Everything that is one choice from a closed list. */
function ChoiceField({ control, view, filled, error, onChange }: ChoiceProps) {
  const say = useSay();
  const options = useChoices(control, view);
  const { label, hint } = choiceTexts[control.control];
  return (
    <Field label={say(label)} hint={hint && say(hint)} required={isRequired(control)} error={error}>
      {(ids) => (
        <Select
          {...ids}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={say(words.choose)}
          disabled={control.control === 'outcome' && control.fixed === true && view.proposal !== null}
          options={options}
          value={filled[control.name] as string | undefined}
          onChange={(value: string) => onChange({ [control.name]: value })}
        />
      )}
    </Field>
  );
}

const choiceTexts = {
  'reason-code': { label: words.reasonCode, hint: undefined },
  outcome: { label: words.outcome, hint: undefined },
  ground: { label: words.ground, hint: words.groundHint },
  'reply-channel': { label: words.channel, hint: undefined },
  clock: { label: words.clock, hint: undefined },
} as const;

function useChoices(control: ChoiceProps['control'], view: ClueView): { value: string; label: string }[] {
  const say = useSay();
  const ruleName = useRuleName();
  switch (control.control) {
    case 'reason-code':
      return Object.entries(reasonCodes).map(([value, label]) => ({ value, label: say(label) }));
    case 'outcome':
      return clueOutcomes.map((value) => ({ value, label: say(clueStatuses[value]) }));
    case 'ground':
      return view.closingGrounds.map((value) => ({ value, label: say(closingGrounds[value]) }));
    case 'reply-channel':
      return Object.entries(replyChannelWords).map(([value, label]) => ({ value, label: say(label) }));
    case 'clock':
      return view.limits
        .filter(({ state }) => state === 'running')
        .map(({ clockId, ruleId, due }) => ({
          value: clockId,
          label: `${ruleName(ruleId)}（${due.dueOn ?? due.dueAt}）`,
        }));
  }
}
