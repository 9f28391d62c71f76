import { Select } from 'antd';
import { type PostView, readPosts } from '../api/posts.views.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { useResource } from '../parts/use-resource.ts';
import { type ClueControlProps } from './control.props.ts';

type HandlersProps = Pick<ClueControlProps<'handlers'>, 'filled' | 'error' | 'onChange'>;

/** Posts of this agency that handle clues, with who sits there now. */
export function HandlersField({ filled, error, onChange }: HandlersProps) {
  const say = useSay();
  const { language } = useLanguage();
  const posts = useResource('posts', readPosts);
  const handling = posts.value?.posts.filter(({ roles }) => roles.includes('handler')) ?? [];
  return (
    <Field
      label={say(words.handlers)}
      hint={say(posts.value && handling.length === 0 ? words.handlersNone : words.handlersHint)}
      required
      error={error ?? posts.problem?.text[language]}
    >
      {(ids) => (
        <Select
          {...ids}
          mode="multiple"
          loading={posts.loading && !posts.value}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={say(words.choose)}
          options={handling.map((post) => ({ value: post.id, label: postText(post, language) }))}
          value={(filled['handlers'] as string[] | undefined) ?? []}
          onChange={(handlers: string[]) => onChange({ handlers })}
        />
      )}
    </Field>
  );
}

export function postText(post: PostView, language: 'zh' | 'en'): string {
  const title = language === 'zh' ? post.titleZh : post.titleEn;
  return post.holder ? `${title}（${post.holder.nameZh}）` : title;
}
