import { type AgencyKind } from '@sup/contracts';
import { Button, Checkbox, Input } from 'antd';
import { useId, useState } from 'react';
import { codeGroupWords, intakeWords as words, otherCodeWords } from '../language/intake.words.ts';
import { useSay } from '../language/language.tsx';
import { codeGroups, codeText } from './intake.rules.ts';

interface CodesFieldProps {
  readonly kind: AgencyKind | undefined;
  readonly value: readonly string[];
  readonly onChange: (codes: readonly string[]) => void;
}

/** The misconduct codes as a tree: groups that open, a line to search in, what is chosen above it. */
export function CodesField({ kind, value, onChange }: CodesFieldProps) {
  const say = useSay();
  const id = useId();
  const [sought, setSought] = useState('');
  const text = (code: string) => say(codeText(code, otherCodeWords));
  const q = sought.trim().toLowerCase();
  const groups = codeGroups(kind)
    .map((group) => ({
      ...group,
      codes: group.codes.filter((code) => q === '' || `${code} ${text(code)}`.toLowerCase().includes(q)),
    }))
    .filter(({ codes }) => codes.length > 0);
  const toggle = (code: string, on: boolean) =>
    onChange(on ? [...value, code] : value.filter((chosen) => chosen !== code));

  return (
    <fieldset className="group codes">
      <legend>{say(words.codes)}</legend>
      <p className="hint" id={`${id}-hint`}>
        {say(words.codesHint)}
      </p>
      <Chosen codes={value} text={text} onRemove={(code) => toggle(code, false)} />
      <Input
        allowClear
        aria-label={say(words.codesFind)}
        aria-describedby={`${id}-hint`}
        placeholder={say(words.codesFind)}
        value={sought}
        onChange={(event) => setSought(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {groups.length === 0 && <p className="hint">{say(words.codesNone)}</p>}
      {groups.map((group) => (
        <details key={`${group.id}/${q !== ''}`} open={q !== ''}>
          <summary>
            {group.id} {say(codeGroupWords[group.id as keyof typeof codeGroupWords])}
          </summary>
          <ul>
            {group.codes.map((code) => (
              <li key={code}>
                <Checkbox checked={value.includes(code)} onChange={(event) => toggle(code, event.target.checked)}>
                  <span className="code">{code}</span> {text(code)}
                </Checkbox>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </fieldset>
  );
}

interface ChosenProps {
  readonly codes: readonly string[];
  readonly text: (code: string) => string;
  readonly onRemove: (code: string) => void;
}

function Chosen({ codes, text, onRemove }: ChosenProps) {
  const say = useSay();
  if (codes.length === 0) return null;
  return (
    <ul className="chosen-codes" aria-label={say(words.codesChosen, { count: codes.length })}>
      {codes.map((code) => (
        <li key={code}>
          <span>
            <span className="code">{code}</span> {text(code)}
          </span>
          <Button size="small" type="text" aria-label={say(words.codeRemove, { code })} onClick={() => onRemove(code)}>
            ×
          </Button>
        </li>
      ))}
    </ul>
  );
}
