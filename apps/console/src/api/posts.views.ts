import { call } from './http.ts';

/** A seat of this agency and who holds it now: for assigning work and calling meetings. */
export interface PostView {
  readonly id: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly roles: readonly string[];
  readonly holder: { readonly personId: string; readonly name: string } | null;
}

export const readPosts = () => call<{ readonly posts: readonly PostView[] }>('GET', '/api/posts');
