import { call } from './http.ts';

/** A seat of this agency: who holds it now and who covers it. Instants are wall time, UTC. */
export interface PostView {
  readonly id: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly roles: readonly string[];
  /** Null while the seat is vacant. */
  readonly holder: { readonly personId: string; readonly nameZh: string } | null;
  readonly deputies: readonly DeputyView[];
}

export interface DeputyView {
  readonly id: string;
  readonly personId: string;
  readonly nameZh: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export interface CoverWanted {
  readonly personId: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export const readPosts = () => call<{ readonly posts: readonly PostView[] }>('GET', '/api/posts');
export const deputise = (postId: string, cover: CoverWanted) =>
  call<PostView>('POST', `/api/posts/${encodeURIComponent(postId)}/deputies`, cover);
export const endCover = (id: string) => call<undefined>('DELETE', `/api/posts/deputies/${encodeURIComponent(id)}`);
