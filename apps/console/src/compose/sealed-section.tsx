import { misconduct } from '@sup/contracts';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { type StoredFile } from '../api/referrals.views.ts';
import { composeWords as words } from '../language/compose.words.ts';
import { useSay } from '../language/language.tsx';
import { caseStageWords, causeWords } from '../language/record.words.ts';
import { AuthorityInput } from '../parts/authority-input.tsx';
import { Field, Group } from '../parts/field.tsx';
import { FileField } from '../parts/file-field.tsx';
import { useWorkplace } from '../parts/workplace.tsx';
import { type SectionProps } from './section.props.ts';
import { misconductFor } from './draft.rules.ts';

interface SealedProps extends SectionProps {
  readonly onFiles: (files: readonly StoredFile[], pending: boolean) => void;
}

/** The content that stays sealed until the receiver accepts. */
export function SealedSection({ onFiles, ...section }: SealedProps) {
  const say = useSay();
  const { draft, changeBody, errorOf } = section;
  const { body } = draft;
  return (
    <section className="sheet form" aria-labelledby="sealed-title">
      <div className="sheet-head">
        <h2 id="sealed-title">{say(words.sealedPart)}</h2>
        <span className="hint">{say(words.sealedHint)}</span>
      </div>
      <Field label={say(words.facts)} required error={errorOf('facts')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            autoSize={{ minRows: 5, maxRows: 20 }}
            maxLength={20_000}
            showCount
            value={body.facts}
            onChange={(event) => changeBody({ facts: event.target.value })}
          />
        )}
      </Field>
      <Points {...section} />
      <div className="form-pair">
        <Field label={say(words.subjectAgency)}>
          {(ids) => (
            <AuthorityInput
              ids={ids}
              value={body.subject.agency || draft.unitConcerned}
              onChange={(agency) => changeBody({ subject: { ...body.subject, agency } })}
            />
          )}
        </Field>
        <Field label={say(words.subjectOffice)}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={60}
              value={body.subject.office ?? ''}
              onChange={(event) => changeBody({ subject: { ...body.subject, office: event.target.value || null } })}
            />
          )}
        </Field>
      </div>
      <Persons {...section} />
      <Codes {...section} />
      <div className="form-pair">
        <Group legend={say(words.causes)}>
          <Checkbox.Group
            className="stacked"
            options={Object.entries(causeWords).map(([value, text]) => ({ value, label: say(text) }))}
            value={[...body.causes]}
            onChange={(causes) => changeBody({ causes: causes as DraftCauses })}
          />
        </Group>
        <Group legend={say(words.caseStage)}>
          <Radio.Group
            value={body.caseStage ?? ''}
            onChange={(event) =>
              changeBody({ caseStage: (event.target.value as 'PENDING' | 'CONCLUDED' | '') || null })
            }
            options={[
              { value: '', label: say(words.noCase) },
              ...Object.entries(caseStageWords).map(([value, text]) => ({ value, label: say(text) })),
            ]}
          />
        </Group>
      </div>
      {draft.fileIds.length > 0 && <p className="hint">{say(words.filesKept, { count: draft.fileIds.length })}</p>}
      <FileField label={words.files} onChange={onFiles} />
    </section>
  );
}

type DraftCauses = SectionProps['draft']['body']['causes'];

function Points({ draft, changeBody, errorOf }: SectionProps) {
  const say = useSay();
  const { points } = draft.body;
  const put = (index: number, text: string) =>
    changeBody({ points: points.map((point, at) => (at === index ? { text } : point)) });
  return (
    <Group legend={say(words.points)} hint={say(words.pointsHint)}>
      {points.map((point, index) => (
        <div key={index} className="row-with-remove">
          <Field label={say(words.point, { n: index + 1 })} required error={errorOf(`point-${index}`)}>
            {(ids) => (
              <Input.TextArea
                {...ids}
                autoSize={{ minRows: 1, maxRows: 6 }}
                maxLength={2_000}
                value={point.text}
                onChange={(event) => put(index, event.target.value)}
              />
            )}
          </Field>
          {points.length > 1 && (
            <Button
              type="text"
              aria-label={`${say(words.remove)} ${say(words.point, { n: index + 1 })}`}
              onClick={() => changeBody({ points: points.filter((_, at) => at !== index) })}
            >
              {say(words.remove)}
            </Button>
          )}
        </div>
      ))}
      {points.length < 50 && (
        <div>
          <Button size="small" onClick={() => changeBody({ points: [...points, { text: '' }] })}>
            {say(words.addPoint)}
          </Button>
        </div>
      )}
    </Group>
  );
}

function Persons({ draft, changeBody, errorOf }: SectionProps) {
  const say = useSay();
  const { subject } = draft.body;
  const { persons } = subject;
  const putAll = (next: typeof persons) => changeBody({ subject: { ...subject, persons: next } });
  const put = (index: number, part: Partial<(typeof persons)[number]>) =>
    putAll(persons.map((person, at) => (at === index ? { ...person, ...part } : person)));
  return (
    <Group legend={say(words.persons)}>
      {persons.map((person, index) => (
        <div key={index} className="row-with-remove person-row">
          <Field label={say(words.alias)} required error={errorOf(`person-${index}`)}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={40}
                value={person.alias}
                onChange={(event) => put(index, { alias: event.target.value })}
              />
            )}
          </Field>
          <Field label={say(words.role)}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={80}
                value={person.role}
                onChange={(event) => put(index, { role: event.target.value })}
              />
            )}
          </Field>
          <Checkbox checked={person.leadsUnit} onChange={(event) => put(index, { leadsUnit: event.target.checked })}>
            {say(words.leadsUnit)}
          </Checkbox>
          <Checkbox
            checked={person.partyMember}
            onChange={(event) => put(index, { partyMember: event.target.checked })}
          >
            {say(words.partyMember)}
          </Checkbox>
          <Button
            type="text"
            aria-label={`${say(words.remove)} ${person.alias}`}
            onClick={() => putAll(persons.filter((_, at) => at !== index))}
          >
            {say(words.remove)}
          </Button>
        </div>
      ))}
      {persons.length < 50 && (
        <div>
          <Button
            size="small"
            onClick={() => putAll([...persons, { alias: '', role: '', leadsUnit: false, partyMember: false }])}
          >
            {say(words.addPerson)}
          </Button>
        </div>
      )}
    </Group>
  );
}

function Codes({ draft, changeBody }: SectionProps) {
  const say = useSay();
  const { directory } = useWorkplace();
  const kind = directory?.agencies.find((row) => row.id === draft.unitConcerned)?.kind;
  const codes = [...new Set([...misconductFor(kind), ...draft.body.misconductCodes])];
  return (
    <Field label={say(words.misconduct)} hint={say(words.misconductHint)}>
      {(ids) => (
        <Select
          {...ids}
          mode="multiple"
          maxCount={20}
          showSearch={{ optionFilterProp: 'label' }}
          options={codes.map((code) => ({
            value: code,
            label: `${code} ${misconduct[code] ? say(misconduct[code]) : ''}`,
          }))}
          value={[...draft.body.misconductCodes]}
          onChange={(misconductCodes: string[]) => changeBody({ misconductCodes })}
        />
      )}
    </Field>
  );
}
