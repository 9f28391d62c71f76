import { referralKinds, requestedActions } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { AutoComplete, Input, Select } from 'antd';
import { usualInstruments } from '../compose/draft.rules.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { useWorkplace } from '../parts/workplace.tsx';
import { useRuleOptions } from '../time/rule-options.ts';
import { type Prepared } from './prepare.rules.ts';

export interface PreparedFieldsProps {
  readonly prepared: Prepared;
  readonly errorOf: (field: string) => string | undefined;
  readonly onChange: (part: Partial<Prepared>) => void;
  /** Several clues are prepared at once: each keeps its own title. */
  readonly several?: boolean;
}

/** To whom, by which paper, asked for what. */
export function PreparedFields(props: PreparedFieldsProps) {
  const { prepared, errorOf, onChange, several = false } = props;
  return (
    <>
      <Recipient {...props} />
      <Paper {...props} />
      {!several && <TitleField prepared={prepared} error={errorOf('title')} onChange={onChange} />}
      <LinesField
        label={words.basis}
        hint={words.basisHint}
        value={prepared.basis}
        error={errorOf('basis')}
        required
        onChange={(basis) => onChange({ basis })}
      />
      {!several && (
        <LinesField
          label={words.pointsToAnswer}
          hint={words.pointsHint}
          value={prepared.points}
          error={undefined}
          onChange={(points) => onChange({ points })}
        />
      )}
    </>
  );
}

function Recipient({ prepared, errorOf, onChange }: PreparedFieldsProps) {
  const say = useSay();
  const { language } = useLanguage();
  const { directory, session } = useWorkplace();
  const agencies = (directory?.agencies ?? []).filter(({ id, successor }) => id !== session.agency.id && !successor);
  const nameOf = (row: { nameZh: string; nameEn: string }) => (language === 'zh' ? row.nameZh : row.nameEn);
  const offices = agencies.find(({ id }) => id === prepared.to)?.offices ?? [];
  return (
    <div className="form-pair">
      <Field label={say(words.to)} required error={errorOf('to')}>
        {(ids) => (
          <Select
            {...ids}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={say(words.choose)}
            options={agencies.map((row) => ({ value: row.id, label: nameOf(row) }))}
            value={prepared.to || undefined}
            onChange={(to: string) => onChange({ to, office: '' })}
          />
        )}
      </Field>
      <Field label={say(words.office)}>
        {(ids) => (
          <Select
            {...ids}
            options={[
              { value: '', label: say(words.officeNone) },
              ...offices.map((row) => ({ value: row.id, label: nameOf(row) })),
            ]}
            value={prepared.office}
            onChange={(office: string) => onChange({ office })}
          />
        )}
      </Field>
    </div>
  );
}

function Paper({ prepared, errorOf, onChange }: PreparedFieldsProps) {
  const say = useSay();
  const rules = useRuleOptions();
  const choices = (list: Readonly<Record<string, Bilingual>>) =>
    Object.entries(list).map(([value, text]) => ({ value, label: say(text) }));
  return (
    <div className="form-pair">
      <Field label={say(words.kind)} required>
        {(ids) => (
          <Select
            {...ids}
            options={choices(referralKinds)}
            value={prepared.kind}
            onChange={(kind: Prepared['kind']) => onChange({ kind })}
          />
        )}
      </Field>
      <Field label={say(words.instrument)} required error={errorOf('instrument')}>
        {(ids) => (
          <AutoComplete
            {...ids}
            options={usualInstruments[prepared.kind].map((value) => ({ value }))}
            maxLength={60}
            value={prepared.instrument}
            onChange={(instrument: string) => onChange({ instrument })}
          />
        )}
      </Field>
      <Field label={say(words.action)} required>
        {(ids) => (
          <Select
            {...ids}
            options={choices(requestedActions)}
            value={prepared.requestedAction}
            onChange={(requestedAction: Prepared['requestedAction']) => onChange({ requestedAction })}
          />
        )}
      </Field>
      <Field label={say(words.resultRule)} required>
        {(ids) => (
          <Select
            {...ids}
            showSearch={{ optionFilterProp: 'label' }}
            options={rules}
            value={prepared.resultRuleId}
            onChange={(resultRuleId: string) => onChange({ resultRuleId })}
          />
        )}
      </Field>
    </div>
  );
}

interface TitleFieldProps {
  readonly prepared: Prepared;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<Prepared>) => void;
}

function TitleField({ prepared, error, onChange }: TitleFieldProps) {
  const say = useSay();
  return (
    <Field label={say(words.title)} hint={say(words.titleHint)} required error={error}>
      {(ids) => (
        <Input
          {...ids}
          maxLength={120}
          value={prepared.title}
          onChange={(event) => onChange({ title: event.target.value })}
        />
      )}
    </Field>
  );
}

interface LinesFieldProps {
  readonly label: Bilingual;
  readonly hint: Bilingual;
  readonly value: string;
  readonly error: string | undefined;
  readonly required?: boolean;
  readonly onChange: (text: string) => void;
}

function LinesField({ label, hint, value, error, required = false, onChange }: LinesFieldProps) {
  const say = useSay();
  return (
    <Field label={say(label)} hint={say(hint)} required={required} error={error}>
      {(ids) => (
        <Input.TextArea
          {...ids}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={8_000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
