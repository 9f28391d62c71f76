import { reasonCodes, resultOutcomes } from '@sup/contracts';
import { Checkbox, Input, InputNumber, Select } from 'antd';
import { type ReferralView } from '../api/referrals.views.ts';
import { channelWords, commandWords as words, unitWords } from '../language/command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { AuthorityInput } from '../parts/authority-input.tsx';
import { FileField } from '../parts/file-field.tsx';
import { LimitField, type StatedLimit } from '../parts/limit-field.tsx';
import { Field, Group } from '../parts/field.tsx';
import { useWorkplace } from '../parts/workplace.tsx';
import { useRuleName } from '../time/rule-name.ts';
import { type Control, isRequired, outcomesFor } from './command.rules.ts';
import { textOf } from './text-of.ts';
import { DecisionField, DeclinedPoints, PlacedPoints } from './point-fields.tsx';

export interface ControlProps<Kind extends Control['control'] = Control['control']> {
  readonly control: Extract<Control, { control: Kind }>;
  readonly view: ReferralView;
  readonly filled: Readonly<Record<string, unknown>>;
  readonly error: string | undefined;
  readonly onChange: (change: Readonly<Record<string, unknown>>) => void;
}

/** One control of a command's form, by its kind. */
export function ControlField(props: ControlProps) {
  const { control } = props;
  switch (control.control) {
    case 'text':
      return <TextField {...props} control={control} />;
    case 'declined-points':
      return <DeclinedPoints {...props} />;
    case 'placed-points':
      return <PlacedPoints {...props} />;
    case 'decision':
      return <DecisionField {...props} required={control.required} />;
    case 'points':
      return <PointsField {...props} />;
    case 'authority':
      return <AuthorityField {...props} />;
    case 'instrument':
      return <InstrumentField {...props} required={control.required} />;
    case 'length':
      return <LengthField {...props} />;
    case 'files':
      return (
        <FileField
          label={words.files}
          onChange={(files) => props.onChange({ fileIds: files.map((file) => file.fileId) })}
        />
      );
    case 'limit':
      return (
        <LimitField
          label={words.dispatchRule}
          value={(props.filled[control.name] as StatedLimit | null | undefined) ?? null}
          error={props.error}
          onChange={(limit) => props.onChange({ [control.name]: limit })}
        />
      );
    default:
      return <ChoiceField {...props} />;
  }
}

type FieldProps = Omit<ControlProps, 'control'>;

function TextField({ control, filled, error, onChange }: ControlProps<'text'>) {
  const say = useSay();
  return (
    <Field label={say(control.label)} required={control.required} error={error}>
      {(ids) => (
        <Input.TextArea
          {...ids}
          autoSize={{ minRows: 3, maxRows: 12 }}
          maxLength={control.max}
          showCount
          value={textOf(filled, control.name)}
          onChange={(event) => onChange({ [control.name]: event.target.value })}
        />
      )}
    </Field>
  );
}

/** Everything that is one choice from a closed list. */
function ChoiceField({ control, view, filled, error, onChange }: ControlProps) {
  const say = useSay();
  const options = useChoices(control, view, filled);
  const label = choiceLabels[control.control as keyof typeof choiceLabels];
  if (control.control === 'office' && options.length <= 1) return null;
  return (
    <Field label={say(label)} required={isRequired(control)} error={error}>
      {(ids) => (
        <Select
          {...ids}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={say(words.choose)}
          options={options}
          value={(filled[control.name] as string | undefined) ?? (control.control === 'office' ? '' : undefined)}
          onChange={(value: string) => onChange({ [control.name]: value })}
        />
      )}
    </Field>
  );
}

const choiceLabels = {
  'reason-code': words.reasonCode,
  recipient: words.recipient,
  office: words.office,
  outcome: words.outcome,
  clock: words.clock,
  'outside-party': words.outsideParty,
  channel: words.channel,
};

function useChoices(
  control: Control,
  view: ReferralView,
  filled: Readonly<Record<string, unknown>>,
): { value: string; label: string }[] {
  const say = useSay();
  const { language } = useLanguage();
  const { directory, session } = useWorkplace();
  const ruleName = useRuleName();
  const agencies = directory?.agencies ?? [];
  const nameOf = (row: { nameZh: string; nameEn: string }) => (language === 'zh' ? row.nameZh : row.nameEn);
  switch (control.control) {
    case 'reason-code':
      return control.codes.map((code) => ({ value: code, label: say(reasonCodes[code]) }));
    case 'outcome':
      return outcomesFor(view.requestedAction).map((code) => ({ value: code, label: say(resultOutcomes[code]) }));
    case 'recipient':
      return agencies
        .filter((row) => row.id !== session.agency.id && row.id !== view.parties.sender && row.successor === null)
        .map((row) => ({ value: row.id, label: nameOf(row) }));
    case 'office': {
      const offices = agencies.find((row) => row.id === filled['to'])?.offices ?? [];
      return [
        { value: '', label: say(words.anyOffice) },
        ...offices.map((row) => ({ value: row.id, label: nameOf(row) })),
      ];
    }
    case 'clock':
      return view.clocks
        .filter((clock) => clock.state === 'running' && clock.debtor === session.agency.id)
        .map((clock) => ({
          value: clock.clockId,
          label: `${ruleName(clock.ruleId)}（${clock.due.dueOn ?? clock.due.dueAt}）`,
        }));
    case 'outside-party':
      return Object.entries(directory?.outsideParties ?? {}).map(([id, text]) => ({ value: id, label: say(text) }));
    case 'channel':
      return Object.entries(channelWords).map(([id, text]) => ({ value: id, label: say(text) }));
    default:
      return [];
  }
}

function AuthorityField({ filled, error, onChange }: FieldProps) {
  const say = useSay();
  return (
    <Field label={say(words.suggestedAuthority)} hint={say(words.suggestedHint)} error={error}>
      {(ids) => (
        <AuthorityInput
          ids={ids}
          value={textOf(filled, 'suggestedAuthority')}
          onChange={(suggestedAuthority) => onChange({ suggestedAuthority })}
        />
      )}
    </Field>
  );
}

function InstrumentField({ filled, error, onChange, required }: FieldProps & { readonly required: boolean }) {
  const say = useSay();
  return (
    <Field label={say(words.instrument)} required={required} error={error}>
      {(ids) => (
        <Input
          {...ids}
          maxLength={60}
          value={textOf(filled, 'instrument')}
          onChange={(event) => onChange({ instrument: event.target.value })}
        />
      )}
    </Field>
  );
}

function PointsField({ view, filled, error, onChange }: FieldProps) {
  const say = useSay();
  const pointText = (pointId: string) => view.body?.points?.find((point) => point.id === pointId)?.text;
  const options = view.pointIds.map((pointId) => ({
    value: pointId,
    label: [pointId, pointText(pointId)].filter(Boolean).join(' '),
  }));
  return (
    <Group legend={say(words.points)}>
      <Checkbox.Group
        className="stacked"
        options={options}
        value={(filled['pointIds'] as string[] | undefined) ?? []}
        onChange={(pointIds) => onChange({ pointIds })}
      />
      {error && <div className="field-error">{error}</div>}
    </Group>
  );
}

function LengthField({ filled, error, onChange }: FieldProps) {
  const say = useSay();
  const units = (['NATURAL_DAY', 'WORKING_DAY', 'MONTH'] as const).map((unit) => ({
    value: unit,
    label: say(unitWords[unit]),
  }));
  return (
    <div className="form-pair">
      <Field label={say(words.length)} required error={error}>
        {(ids) => (
          <InputNumber
            {...ids}
            min={1}
            max={366}
            precision={0}
            value={(filled['length'] as number | undefined) ?? null}
            onChange={(length) => onChange({ length })}
          />
        )}
      </Field>
      <Field label={say(words.unit)} required>
        {(ids) => (
          <Select
            {...ids}
            options={units}
            value={textOf(filled, 'unit') || 'WORKING_DAY'}
            onChange={(unit: string) => onChange({ unit })}
          />
        )}
      </Field>
    </div>
  );
}
