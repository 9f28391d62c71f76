import { type Queries } from './queries.ts';

/** What is kept of a letter that bore a secrecy mark: no title, no text, no name of a file. */
export interface Stub {
  readonly id: string;
  /** Wall instant. */
  readonly at: string;
  readonly personId: string;
  readonly postId: string;
  readonly classification: string;
}

export async function insertStub(on: Queries, stub: Stub): Promise<void> {
  await on.query(
    `insert into referral_stub (id, refused_at, person_id, post_id, classification)
     values ($1, $2, $3, $4, $5)`,
    [stub.id, stub.at, stub.personId, stub.postId, stub.classification],
  );
}
