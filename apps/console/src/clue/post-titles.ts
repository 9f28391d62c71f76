import { readPosts } from '../api/posts.views.ts';
import { useLanguage } from '../language/language.tsx';
import { useResource } from '../parts/use-resource.ts';
import { postText } from './handlers-field.tsx';

/** Titles of posts by their ids, with who sits there now; nothing is asked where there are none. */
export function usePostTitles(ids: readonly string[]): string[] {
  const { language } = useLanguage();
  const posts = useResource(`posts:${ids.length > 0}`, async () => (ids.length > 0 ? readPosts() : { posts: [] }));
  return ids.flatMap((id) => {
    const post = posts.value?.posts.find((one) => one.id === id);
    return post ? [postText(post, language)] : [];
  });
}
