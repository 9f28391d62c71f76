import { clueStatuses } from '@sup/clues/protocol';
import { type Bilingual } from '@sup/kernel';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { type ClueListItem, listClues, noFilter } from '../api/clues.views.ts';
import { useSay } from '../language/language.tsx';
import { clueCommandWords } from '../language/clue-command.words.ts';
import { Field } from './field.tsx';

export type PickedClue = Pick<ClueListItem, 'id' | 'clueNo' | 'title' | 'status'>;

interface CluePickerProps {
  readonly label: Bilingual;
  readonly hint: Bilingual;
  /** Offered before anything is sought. */
  readonly known?: readonly PickedClue[];
  /** The clue that cannot be picked: the one the form is about. */
  readonly except?: string;
  readonly value: string | undefined;
  readonly error: string | undefined;
  readonly onChange: (id: string) => void;
}

/** A registered clue, found by number, name or words within what the person may know. */
export function CluePicker({ label, hint, known = [], except, value, error, onChange }: CluePickerProps) {
  const say = useSay();
  const [sought, setSought] = useState('');
  const found = useFound(sought);
  const rows = [...known, ...found.filter(({ id }) => !known.some((one) => one.id === id))].filter(
    ({ id, clueNo }) => id !== except && clueNo !== null,
  );
  return (
    <Field label={say(label)} hint={say(hint)} required error={error}>
      {(ids) => (
        <Select
          {...ids}
          showSearch={{ filterOption: false, onSearch: setSought }}
          placeholder={say(clueCommandWords.choose)}
          options={rows.map(({ id, clueNo, title, status }) => ({
            value: id,
            label: `${clueNo} ${title}（${say(clueStatuses[status])}）`,
          }))}
          value={value}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

function useFound(sought: string): readonly ClueListItem[] {
  const [found, setFound] = useState<readonly ClueListItem[]>([]);
  useEffect(() => {
    let latest = true;
    const timer = setTimeout(() => {
      listClues({ ...noFilter, q: sought.trim() }, '', 20).then(
        (page) => latest && setFound(page.items),
        () => undefined,
      );
    }, 300);
    return () => {
      latest = false;
      clearTimeout(timer);
    };
  }, [sought]);
  return found;
}
