import { caseProcedures, causes, classifications, refusedClassifications } from '@sup/contracts';
import { severities } from '@sup/clues/protocol';
import { Alert, Checkbox, Input, Select } from 'antd';
import { intakeWords as words } from '../language/intake.words.ts';
import { useSay } from '../language/language.tsx';
import { caseStageWords } from '../language/record.words.ts';
import { Field, Group } from '../parts/field.tsx';
import { FileField } from '../parts/file-field.tsx';
import { useWorkplace } from '../parts/workplace.tsx';
import { CodesField } from './codes-field.tsx';
import { isSecret } from './intake.rules.ts';
import { type SectionProps } from './section.props.ts';

interface ContentProps extends SectionProps {
  readonly onFiles: (fileIds: readonly string[], pending: boolean) => void;
}

/** What is reported: title, facts, manifestations, causes, the case concerned, files. */
export function ContentSection(props: ContentProps) {
  const say = useSay();
  const { directory } = useWorkplace();
  const { draft, change, errorOf } = props;
  const kind = directory?.agencies.find(({ id }) => id === draft.subject.agency)?.kind;
  return (
    <section className="sheet form" aria-labelledby="content-title">
      <h2 id="content-title">{say(words.content)}</h2>
      <Field label={say(words.title)} required error={errorOf('title')}>
        {(ids) => (
          <Input
            {...ids}
            maxLength={120}
            value={draft.title}
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={say(words.facts)} hint={say(words.factsHint)} required error={errorOf('facts')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            autoSize={{ minRows: 6, maxRows: 24 }}
            maxLength={20_000}
            showCount
            value={draft.facts}
            onChange={(event) => change({ facts: event.target.value })}
          />
        )}
      </Field>
      <CodesField
        kind={kind}
        value={draft.misconductCodes}
        onChange={(misconductCodes) => change({ misconductCodes })}
      />
      <Group legend={say(words.causes)}>
        <Checkbox.Group
          options={Object.entries(causes).map(([value, text]) => ({ value, label: say(text) }))}
          value={[...draft.causes]}
          onChange={(chosen) => change({ causes: chosen })}
        />
      </Group>
      <Levels {...props} />
      <CaseFields {...props} />
      {draft.fileIds.length > 0 && <p className="hint">{say(words.filesKept, { count: draft.fileIds.length })}</p>}
      <FileField
        label={words.files}
        onChange={(files, pending) =>
          props.onFiles(
            files.map(({ fileId }) => fileId),
            pending,
          )
        }
      />
    </section>
  );
}

function Levels({ draft, change }: SectionProps) {
  const say = useSay();
  const levels = { ...classifications, ...refusedClassifications };
  return (
    <>
      <div className="form-pair">
        <Field label={say(words.classification)} required>
          {(ids) => (
            <Select
              {...ids}
              options={Object.entries(levels).map(([value, text]) => ({ value, label: say(text) }))}
              value={draft.classification}
              onChange={(classification: string) => change({ classification })}
            />
          )}
        </Field>
        <Field label={say(words.severity)}>
          {(ids) => (
            <Select
              {...ids}
              options={Object.entries(severities).map(([value, text]) => ({ value, label: say(text) }))}
              value={draft.severity}
              onChange={(severity: string) => change({ severity })}
            />
          )}
        </Field>
      </div>
      {isSecret(draft.classification) && <Alert type="error" showIcon={false} role="alert" title={say(words.secret)} />}
      <Checkbox checked={draft.publicOpinion} onChange={(event) => change({ publicOpinion: event.target.checked })}>
        {say(words.publicOpinion)}
      </Checkbox>
    </>
  );
}

function CaseFields({ draft, change }: SectionProps) {
  const say = useSay();
  const { relatedCase } = draft;
  const put = (part: Partial<NonNullable<typeof relatedCase>>) =>
    relatedCase && change({ relatedCase: { ...relatedCase, ...part } });
  return (
    <Group legend={say(words.relatedCase)}>
      <Checkbox
        checked={relatedCase !== null}
        onChange={(event) =>
          change({
            relatedCase: event.target.checked ? { caseNo: null, stage: 'PENDING', procedure: 'CRIMINAL' } : null,
          })
        }
      >
        {say(words.hasCase)}
      </Checkbox>
      {relatedCase && (
        <div className="form-pair">
          <Field label={say(words.caseNo)}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={80}
                value={relatedCase.caseNo ?? ''}
                onChange={(event) => put({ caseNo: event.target.value || null })}
              />
            )}
          </Field>
          <Field label={say(words.stage)}>
            {(ids) => (
              <Select
                {...ids}
                options={Object.entries(caseStageWords).map(([value, text]) => ({ value, label: say(text) }))}
                value={relatedCase.stage}
                onChange={(stage: 'PENDING' | 'CONCLUDED') => put({ stage })}
              />
            )}
          </Field>
          <Field label={say(words.procedure)}>
            {(ids) => (
              <Select
                {...ids}
                options={Object.entries(caseProcedures).map(([value, text]) => ({ value, label: say(text) }))}
                value={relatedCase.procedure}
                onChange={(procedure: string) => put({ procedure })}
              />
            )}
          </Field>
        </div>
      )}
    </Group>
  );
}
