import { clueChannels, reporterKinds } from '@sup/contracts';
import { Checkbox, Input, Select } from 'antd';
import { type DraftReporter } from '../api/clues.views.ts';
import { intakeWords as words } from '../language/intake.words.ts';
import { useSay } from '../language/language.tsx';
import { AuthorityInput } from '../parts/authority-input.tsx';
import { Field } from '../parts/field.tsx';
import { instantOf, shanghaiTime } from '../time/due.ts';
import { emptyReporter } from './intake.rules.ts';
import { type SectionProps } from './section.props.ts';

/** How the clue came in. */
export function SourceSection({ draft, change, errorOf }: SectionProps) {
  const say = useSay();
  return (
    <section className="sheet form" aria-labelledby="source-title">
      <h2 id="source-title">{say(words.source)}</h2>
      <div className="form-pair">
        <Field label={say(words.channel)} required>
          {(ids) => (
            <Select
              {...ids}
              showSearch={{ optionFilterProp: 'label' }}
              options={Object.entries(clueChannels).map(([value, text]) => ({ value, label: say(text) }))}
              value={draft.channel}
              onChange={(channel: string) => change({ channel })}
            />
          )}
        </Field>
        <Field label={say(words.receivedAt)} required error={errorOf('receivedAt')}>
          {(ids) => (
            <Input
              {...ids}
              type="datetime-local"
              value={draft.receivedAt && shanghaiTime(draft.receivedAt).replace(' ', 'T')}
              onChange={(event) => change({ receivedAt: instantOf(event.target.value) })}
            />
          )}
        </Field>
        <Field label={say(words.receivedFrom)} hint={say(words.receivedFromHint)}>
          {(ids) => (
            <AuthorityInput
              ids={ids}
              value={draft.receivedFrom ?? ''}
              onChange={(receivedFrom) => change({ receivedFrom: receivedFrom || null })}
            />
          )}
        </Field>
        <Field label={say(words.onBehalfOf)} hint={say(words.onBehalfHint)}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={60}
              autoComplete="off"
              value={draft.onBehalfOf ?? ''}
              onChange={(event) => change({ onBehalfOf: event.target.value || null })}
            />
          )}
        </Field>
      </div>
    </section>
  );
}

/** Who reports: sealed apart, and never shown again. */
export function ReporterSection({ draft, change, kept }: SectionProps & { readonly kept: boolean }) {
  const say = useSay();
  const { reporter } = draft;
  const put = (part: Partial<DraftReporter>) => reporter && change({ reporter: { ...reporter, ...part } });
  return (
    <section className="sheet form sealed-form" aria-labelledby="reporter-title">
      <h2 id="reporter-title">{say(words.reporter)}</h2>
      <p className="hint">{say(words.reporterHint)}</p>
      {kept && <p>{say(words.reporterKept)}</p>}
      <Checkbox
        checked={reporter !== null}
        onChange={(event) => change({ reporter: event.target.checked ? emptyReporter : null })}
      >
        {say(words.hasReporter)}
      </Checkbox>
      {reporter && (
        <div className="form-pair">
          <Field label={say(words.reporterKind)} required>
            {(ids) => (
              <Select
                {...ids}
                options={Object.entries(reporterKinds).map(([value, text]) => ({ value, label: say(text) }))}
                value={reporter.kind}
                onChange={(kind: string) =>
                  put(kind === 'ANONYMOUS' ? { ...emptyReporter, kind, realName: false } : { kind })
                }
              />
            )}
          </Field>
          {reporter.kind !== 'ANONYMOUS' && <Identity reporter={reporter} put={put} />}
          <div className="field-line">
            {reporter.kind !== 'ANONYMOUS' && (
              <Checkbox checked={reporter.realName} onChange={(event) => put({ realName: event.target.checked })}>
                {say(words.realName)}
              </Checkbox>
            )}
            <Checkbox checked={reporter.wantsSecrecy} onChange={(event) => put({ wantsSecrecy: event.target.checked })}>
              {say(words.wantsSecrecy)}
            </Checkbox>
          </div>
        </div>
      )}
    </section>
  );
}

interface IdentityProps {
  readonly reporter: DraftReporter;
  readonly put: (part: Partial<DraftReporter>) => void;
}

function Identity({ reporter, put }: IdentityProps) {
  const say = useSay();
  const fields = [
    ['name', words.reporterName, 60],
    ['contact', words.reporterContact, 120],
    ['idNumber', words.reporterId, 30],
  ] as const;
  return fields.map(([name, label, max]) => (
    <Field key={name} label={say(label)}>
      {(ids) => (
        <Input
          {...ids}
          autoComplete="off"
          maxLength={max}
          value={reporter[name] ?? ''}
          onChange={(event) => put({ [name]: event.target.value || null })}
        />
      )}
    </Field>
  ));
}
