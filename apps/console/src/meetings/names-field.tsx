import { type Bilingual } from '@sup/kernel';
import { Select } from 'antd';
import { readPosts } from '../api/posts.views.ts';
import { useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { useResource } from '../parts/use-resource.ts';

interface NamesFieldProps {
  readonly label: Bilingual;
  readonly hint?: Bilingual;
  readonly value: readonly string[];
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly onChange: (names: readonly string[]) => void;
}

/** Several names: staff to choose from, or anybody typed. The service finds whose names are staff's. */
export function NamesField({ label, hint, value, required = false, error, onChange }: NamesFieldProps) {
  const say = useSay();
  const posts = useResource('posts', readPosts);
  const names = [...new Set((posts.value?.posts ?? []).flatMap(({ holder }) => (holder ? [holder.nameZh] : [])))];
  return (
    <Field label={say(label)} hint={hint && say(hint)} required={required} error={error}>
      {(ids) => (
        <Select
          {...ids}
          mode="tags"
          tokenSeparators={['、', ',', '，', ';', '；', ' ']}
          options={names.map((name) => ({ value: name, label: name }))}
          value={[...value]}
          onChange={(chosen: string[]) => onChange(chosen)}
        />
      )}
    </Field>
  );
}
