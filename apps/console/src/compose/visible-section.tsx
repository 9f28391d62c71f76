import { classifications, refusedClassifications, referralKinds, requestedActions } from '@sup/contracts';
import { Alert, AutoComplete, Input, Select } from 'antd';
import { composeWords as words } from '../language/compose.words.ts';
import { commandWords } from '../language/command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { AuthorityInput } from '../parts/authority-input.tsx';
import { Field } from '../parts/field.tsx';
import { useWorkplace } from '../parts/workplace.tsx';
import { type SectionProps } from './section.props.ts';
import { isRefused, kindsInOrder, usualInstruments } from './draft.rules.ts';

const entriesOf = <Code extends string, Row>(list: Readonly<Record<Code, Row>>) =>
  Object.entries(list) as [Code, Row][];

/** What the receiver will see before accepting. */
export function VisibleSection({ draft, change, errorOf }: SectionProps) {
  const say = useSay();
  return (
    <section className="sheet form" aria-labelledby="visible-title">
      <div className="sheet-head">
        <h2 id="visible-title">{say(words.visible)}</h2>
        <span className="hint">{say(words.visibleHint)}</span>
      </div>
      <div className="form-pair">
        <RecipientFields draft={draft} change={change} errorOf={errorOf} />
        <Field label={say(words.kind)} required>
          {(ids) => (
            <Select
              {...ids}
              options={kindsInOrder.map((kind) => ({ value: kind, label: say(referralKinds[kind]) }))}
              value={draft.kind}
              onChange={(kind) => change({ kind, instrument: usualInstruments[kind][0] ?? draft.instrument })}
            />
          )}
        </Field>
        <Field label={say(words.instrument)} required error={errorOf('instrument')}>
          {(ids) => (
            <AutoComplete
              {...ids}
              options={usualInstruments[draft.kind].map((value) => ({ value }))}
              value={draft.instrument}
              maxLength={60}
              onChange={(instrument: string) => change({ instrument })}
            />
          )}
        </Field>
      </div>
      <Field label={say(words.title)} required hint={say(words.titleHint)} error={errorOf('title')}>
        {(ids) => (
          <Input
            {...ids}
            maxLength={120}
            showCount
            value={draft.title}
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </Field>
      <div className="form-pair">
        <Field label={say(words.requestedAction)} required hint={say(words.actionHint)}>
          {(ids) => (
            <Select
              {...ids}
              options={entriesOf(requestedActions).map(([value, text]) => ({ value, label: say(text) }))}
              value={draft.requestedAction}
              onChange={(requestedAction) => change({ requestedAction })}
            />
          )}
        </Field>
        <ClassificationField draft={draft} change={change} errorOf={errorOf} />
        <Field label={say(words.unitConcerned)} required hint={say(words.unitHint)} error={errorOf('unitConcerned')}>
          {(ids) => (
            <AuthorityInput
              ids={ids}
              value={draft.unitConcerned}
              onChange={(unitConcerned) => change({ unitConcerned })}
            />
          )}
        </Field>
        <Field label={say(words.legalBasis)} required hint={say(words.legalBasisHint)} error={errorOf('legalBasis')}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={4_000}
              value={draft.legalBasis.join('\n')}
              onChange={(event) => change({ legalBasis: event.target.value.split('\n') })}
            />
          )}
        </Field>
      </div>
      {draft.to !== '' && draft.to === draft.unitConcerned && (
        <Alert type="warning" role="alert" title={say(words.recipientIsSubject)} />
      )}
    </section>
  );
}

type PartProps = Pick<SectionProps, 'draft' | 'change' | 'errorOf'>;

function RecipientFields({ draft, change, errorOf }: PartProps) {
  const say = useSay();
  const { language } = useLanguage();
  const { directory, session } = useWorkplace();
  const nameOf = (row: { nameZh: string; nameEn: string }) => (language === 'zh' ? row.nameZh : row.nameEn);
  const agencies = (directory?.agencies ?? []).filter((row) => row.id !== session.agency.id && row.successor === null);
  const offices = agencies.find((row) => row.id === draft.to)?.offices ?? [];
  return (
    <>
      <Field label={say(words.to)} required error={errorOf('to')}>
        {(ids) => (
          <Select
            {...ids}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={say(commandWords.choose)}
            options={agencies.map((row) => ({ value: row.id, label: nameOf(row), disabled: row.suspended }))}
            value={draft.to || undefined}
            onChange={(to: string) => change({ to, office: null })}
          />
        )}
      </Field>
      <Field label={say(words.office)}>
        {(ids) => (
          <Select
            {...ids}
            disabled={offices.length === 0}
            options={[
              { value: '', label: say(commandWords.anyOffice) },
              ...offices.map((row) => ({ value: row.id, label: nameOf(row) })),
            ]}
            value={draft.office ?? ''}
            onChange={(office: string) => change({ office: office || null })}
          />
        )}
      </Field>
    </>
  );
}

/** Offers the refused levels too: choosing one explains why it cannot enter, where a missing entry would invite mislabelling. */
function ClassificationField({ draft, change, errorOf }: PartProps) {
  const say = useSay();
  const refused = isRefused(draft.classification) ? refusedClassifications[draft.classification] : undefined;
  return (
    <Field
      label={say(words.classification)}
      required
      error={refused ? say(words.classificationRefused, { level: say(refused) }) : errorOf('classification')}
    >
      {(ids) => (
        <Select
          {...ids}
          options={[
            ...entriesOf(classifications).map(([value, text]) => ({ value, label: say(text) })),
            ...entriesOf(refusedClassifications).map(([value, text]) => ({
              value,
              label: say(words.refusedOption, { level: say(text) }),
            })),
          ]}
          value={draft.classification}
          onChange={(classification: string) => change({ classification })}
        />
      )}
    </Field>
  );
}
