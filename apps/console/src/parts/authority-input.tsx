import { AutoComplete } from 'antd';
import { useLanguage } from '../language/language.tsx';
import { type FieldIds } from './field.tsx';
import { useWorkplace } from './workplace.tsx';

interface AuthorityInputProps {
  readonly ids: FieldIds;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** An agency of the directory, or a body outside the network written in words. The value is the id where there is one. */
export function AuthorityInput({ ids, value, onChange }: AuthorityInputProps) {
  const { language } = useLanguage();
  const { directory } = useWorkplace();
  const known = [
    ...(directory?.agencies ?? []).map((row) => ({ id: row.id, value: language === 'zh' ? row.nameZh : row.nameEn })),
    ...Object.entries(directory?.outsideParties ?? {}).map(([id, text]) => ({ id, value: text[language] })),
  ];
  return (
    <AutoComplete
      {...ids}
      options={known}
      showSearch={{
        filterOption: (typed, option) => option?.value.toLowerCase().includes(typed.toLowerCase()) ?? false,
      }}
      value={known.find((row) => row.id === value)?.value ?? value}
      maxLength={80}
      onChange={(typed: string) => onChange(known.find((row) => row.value === typed)?.id ?? typed)}
    />
  );
}
