import { disposalKinds } from '@sup/clues/protocol';
import { Button, Checkbox, Input, Select } from 'antd';
import { type ReactNode } from 'react';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { useSay } from '../language/language.tsx';
import { Field, Group } from '../parts/field.tsx';
import { FileField } from '../parts/file-field.tsx';
import { type ClueControlProps } from './control.props.ts';

interface FindingRow {
  readonly text: string;
  readonly evidenceFileIds: readonly string[];
  readonly firstHand: boolean;
}

/** What is found, each with its evidence. */
export function FindingsField({ filled, error, onChange }: ClueControlProps<'findings'>) {
  const say = useSay();
  const rows = (filled['findings'] as readonly FindingRow[] | undefined) ?? [];
  const set = (index: number, part: Partial<FindingRow>) =>
    onChange({ findings: rows.map((row, at) => (at === index ? { ...row, ...part } : row)) });
  return (
    <Group legend={say(words.findings)}>
      {rows.map((row, index) => (
        <Row
          key={index}
          title={say(words.finding, { n: index + 1 })}
          onRemove={rows.length > 1 ? () => onChange({ findings: rows.filter((_, at) => at !== index) }) : undefined}
        >
          <Field label={say(words.findingText)} required error={row.text.trim() === '' ? error : undefined}>
            {(ids) => (
              <Input.TextArea
                {...ids}
                autoSize={{ minRows: 2, maxRows: 10 }}
                maxLength={5_000}
                value={row.text}
                onChange={(event) => set(index, { text: event.target.value })}
              />
            )}
          </Field>
          <Checkbox checked={row.firstHand} onChange={(event) => set(index, { firstHand: event.target.checked })}>
            {say(words.firstHand)}
          </Checkbox>
          <FileField
            label={words.evidence}
            onChange={(files) => set(index, { evidenceFileIds: files.map(({ fileId }) => fileId) })}
          />
        </Row>
      ))}
      <div>
        <Button onClick={() => onChange({ findings: [...rows, { text: '', evidenceFileIds: [], firstHand: true }] })}>
          {say(words.addFinding)}
        </Button>
      </div>
    </Group>
  );
}

interface DisposalRow {
  readonly kind: string;
  readonly text: string;
}

/** What was decided to be done, each in its kind. */
export function DisposalsField({ filled, error, onChange }: ClueControlProps<'disposals'>) {
  const say = useSay();
  const rows = (filled['disposals'] as readonly DisposalRow[] | undefined) ?? [];
  const set = (index: number, part: Partial<DisposalRow>) =>
    onChange({ disposals: rows.map((row, at) => (at === index ? { ...row, ...part } : row)) });
  return (
    <Group legend={say(words.disposals)}>
      {rows.map((row, index) => (
        <Row
          key={index}
          title={say(words.disposal, { n: index + 1 })}
          onRemove={rows.length > 1 ? () => onChange({ disposals: rows.filter((_, at) => at !== index) }) : undefined}
        >
          <Field label={say(words.disposalKind)} required>
            {(ids) => (
              <Select
                {...ids}
                options={Object.entries(disposalKinds).map(([value, text]) => ({ value, label: say(text) }))}
                value={row.kind}
                onChange={(kind: string) => set(index, { kind })}
              />
            )}
          </Field>
          <Field label={say(words.disposalText)} required error={row.text.trim() === '' ? error : undefined}>
            {(ids) => (
              <Input.TextArea
                {...ids}
                autoSize={{ minRows: 2, maxRows: 8 }}
                maxLength={5_000}
                value={row.text}
                onChange={(event) => set(index, { text: event.target.value })}
              />
            )}
          </Field>
        </Row>
      ))}
      <div>
        <Button onClick={() => onChange({ disposals: [...rows, { kind: 'INSTRUMENT_ISSUED', text: '' }] })}>
          {say(words.addDisposal)}
        </Button>
      </div>
    </Group>
  );
}

interface RowProps {
  readonly title: string;
  readonly onRemove: (() => void) | undefined;
  readonly children: ReactNode;
}

function Row({ title, onRemove, children }: RowProps) {
  const say = useSay();
  return (
    <div className="repeated" role="group" aria-label={title}>
      <div className="repeated-head">
        <strong>{title}</strong>
        {onRemove && (
          <Button size="small" onClick={onRemove}>
            {say(words.remove)}
            <span className="unseen"> {title}</span>
          </Button>
        )}
      </div>
      {children}
    </div>
  );
}
