import { Button, Checkbox, Input } from 'antd';
import { type DraftPerson } from '../api/clues.views.ts';
import { intakeWords as words } from '../language/intake.words.ts';
import { useSay } from '../language/language.tsx';
import { AuthorityInput } from '../parts/authority-input.tsx';
import { Field, Group } from '../parts/field.tsx';
import { emptyPerson } from './intake.rules.ts';
import { type SectionProps } from './section.props.ts';

/** Whom the clue is about: the unit, its office, and any number of persons. */
export function SubjectSection({ draft, change, errorOf }: SectionProps) {
  const say = useSay();
  const { subject } = draft;
  const put = (part: Partial<typeof subject>) => change({ subject: { ...subject, ...part } });
  const setPerson = (index: number, part: Partial<DraftPerson>) =>
    put({ persons: subject.persons.map((person, at) => (at === index ? { ...person, ...part } : person)) });
  return (
    <section className="sheet form" aria-labelledby="subject-title">
      <h2 id="subject-title">{say(words.subject)}</h2>
      <div className="form-pair">
        <Field label={say(words.agency)} hint={say(words.agencyHint)} required error={errorOf('agency')}>
          {(ids) => <AuthorityInput ids={ids} value={subject.agency} onChange={(agency) => put({ agency })} />}
        </Field>
        <Field label={say(words.office)}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={60}
              value={subject.office ?? ''}
              onChange={(event) => put({ office: event.target.value || null })}
            />
          )}
        </Field>
      </div>
      <h3>{say(words.persons)}</h3>
      {subject.persons.map((person, index) => (
        <PersonFields
          key={index}
          n={index + 1}
          person={person}
          error={errorOf(`person-${index}`)}
          onChange={(part) => setPerson(index, part)}
          onRemove={() => put({ persons: subject.persons.filter((_, at) => at !== index) })}
        />
      ))}
      <div>
        <Button onClick={() => put({ persons: [...subject.persons, emptyPerson] })}>{say(words.addPerson)}</Button>
      </div>
    </section>
  );
}

interface PersonFieldsProps {
  readonly n: number;
  readonly person: DraftPerson;
  readonly error: string | undefined;
  readonly onChange: (part: Partial<DraftPerson>) => void;
  readonly onRemove: () => void;
}

function PersonFields({ n, person, error, onChange, onRemove }: PersonFieldsProps) {
  const say = useSay();
  const texts = [
    ['name', words.name, 60],
    ['role', words.role, 80],
    ['idNumber', words.idNumber, 30],
    ['alias', words.alias, 40],
  ] as const;
  return (
    <Group legend={say(words.person, { n })}>
      <div className="person-fields">
        {texts.map(([name, label, max]) => (
          <Field key={name} label={say(label)} required={name === 'name'} error={name === 'name' ? error : undefined}>
            {(ids) => (
              <Input
                {...ids}
                autoComplete="off"
                maxLength={max}
                value={person[name] ?? ''}
                onChange={(event) => onChange({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <div className="person-marks">
          <Checkbox checked={person.leadsUnit} onChange={(event) => onChange({ leadsUnit: event.target.checked })}>
            {say(words.leadsUnit)}
          </Checkbox>
          <Checkbox checked={person.partyMember} onChange={(event) => onChange({ partyMember: event.target.checked })}>
            {say(words.partyMember)}
          </Checkbox>
          <Button size="small" onClick={onRemove}>
            {say(words.removePerson)}
            <span className="unseen"> {say(words.person, { n })}</span>
          </Button>
        </div>
      </div>
    </Group>
  );
}
