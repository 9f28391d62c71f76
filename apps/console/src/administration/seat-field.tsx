import { Select } from 'antd';
import { readPosts } from '../api/posts.views.ts';
import { peopleWords as words } from '../language/administration.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { useResource } from '../parts/use-resource.ts';

/** A vacant seat, whose work the person takes over with it, or a new one. */
export function SeatField({ value, onChange }: { readonly value: string; readonly onChange: (id: string) => void }) {
  const say = useSay();
  const { language } = useLanguage();
  const posts = useResource('posts', readPosts);
  const vacant = posts.value?.posts.filter(({ holder }) => holder === null) ?? [];
  return (
    <Field label={say(words.moveTo)}>
      {(ids) => (
        <Select
          {...ids}
          options={[
            { value: '', label: say(words.newPost) },
            ...vacant.map((post) => ({ value: post.id, label: language === 'zh' ? post.titleZh : post.titleEn })),
          ]}
          value={value}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
