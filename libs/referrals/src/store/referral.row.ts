import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A referral as this agency keeps it: the present state, and the columns that lists ask. Rows are read and written in
 * SQL by `referral.store.ts`; the classes state the tables for the connection and for the test that compares them with
 * the migrations. Instants are UTC, days are text.
 */
@Entity('referral')
export class ReferralRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') party: string;
  @Column('boolean') arbitrated: boolean;
  @Column('text') box: string;
  @Column('text', { name: 'home_status', nullable: true }) homeStatus: string | null;
  @Column('text', { nullable: true }) status: string | null;
  @Column('integer') revision: number;
  @Column('integer') version: number;
  @Column('text', { nullable: true }) peer: string | null;
  @Column('text') kind: string;
  @Column('text', { name: 'referral_no', nullable: true }) referralNo: string | null;
  @Column('text') title: string;
  @Column('text', { array: true }) grams: string[];
  @Column('text', { name: 'offer_key', nullable: true }) offerKey: string | null;
  @Column('uuid', { name: 'parent_id', nullable: true }) parentId: string | null;
  @Column('uuid', { name: 'case_id' }) caseId: string;
  @Column('uuid', { name: 'clue_id', nullable: true }) clueId: string | null;
  @Column('text', { name: 'due_on', nullable: true }) dueOn: string | null;
  @Column('boolean') overdue: boolean;
  @Column('text', { nullable: true }) frozen: string | null;
  @Column('text', { name: 'opening_hash', nullable: true }) openingHash: string | null;
  @Column('uuid', { name: 'opening_fact_id', nullable: true }) openingFactId: string | null;
  @Column('jsonb', { nullable: true }) state: unknown;
  @Column('timestamptz', { name: 'created_at' }) createdAt: string;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: string;
}

/** One fact of the record's history; sealed parts are left out. */
@Entity('referral_fact')
export class ReferralFactRow {
  @PrimaryColumn('uuid', { name: 'referral_id' }) referralId: string;
  @PrimaryColumn('text') track: string;
  @PrimaryColumn('text', { name: 'author_key' }) authorKey: string;
  @PrimaryColumn('integer') n: number;
  @Column('uuid', { name: 'fact_id' }) factId: string;
  @Column('text') author: string;
  @Column('text') type: string;
  @Column('text', { name: 'acting_post' }) actingPost: string;
  @Column('timestamptz', { name: 'stated_at' }) statedAt: string;
  @Column('timestamptz', { name: 'written_at' }) writtenAt: string;
  @Column('timestamptz', { name: 'received_at', nullable: true }) receivedAt: string | null;
  @Column('timestamptz', { name: 'hub_at', nullable: true }) hubAt: string | null;
  @Column('integer', { name: 'seen_revision', nullable: true }) seenRevision: number | null;
  @Column('jsonb') data: unknown;
  @Column('text', { name: 'not_processed', nullable: true }) notProcessed: string | null;
  @Column('bigint') position: string;
}

/** The draft. It never leaves. */
@Entity('referral_home')
export class ReferralHomeRow {
  @PrimaryColumn('uuid', { name: 'referral_id' }) referralId: string;
  @Column('jsonb') draft: unknown;
  @Column('jsonb', { nullable: true }) decision: unknown;
  @Column('text', { name: 'created_by' }) createdBy: string;
}

/** The reporter, sealed to this agency's own key. Not joined by anything. */
@Entity('referral_reporter')
export class ReferralReporterRow {
  @PrimaryColumn('uuid', { name: 'referral_id' }) referralId: string;
  @Column('text') sealed: string;
}

/** Content that may not be read yet. `part`: `body`, or the fact id of a supplement. */
@Entity('referral_sealed')
export class ReferralSealedRow {
  @PrimaryColumn('uuid', { name: 'referral_id' }) referralId: string;
  @PrimaryColumn('text') part: string;
  @Column('text') body: string;
  @Column('text') commitment: string;
  @Column('jsonb') blobs: unknown;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: string;
}

/** Content that this side may read: its own as sender, or opened on acceptance. */
@Entity('referral_content')
export class ReferralContentRow {
  @PrimaryColumn('uuid', { name: 'referral_id' }) referralId: string;
  @PrimaryColumn('text') part: string;
  @Column('jsonb') body: unknown;
  @Column('jsonb') blobs: unknown;
  @Column('timestamptz', { name: 'opened_at' }) openedAt: string;
}

/** A letter to a body outside the network, or its reply as entered by hand. */
@Entity('referral_dispatch')
export class ReferralDispatchRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'referral_id' }) referralId: string;
  @Column('text') addressee: string;
  @Column('text') channel: string;
  @Column('text') instrument: string;
  @Column('text') body: string;
  @Column('text', { name: 'acting_post' }) actingPost: string;
  @Column('timestamptz', { name: 'dispatched_at' }) dispatchedAt: string;
}

/** That somebody tried to bring a state secret in; nothing of what it was. */
@Entity('referral_stub')
export class ReferralStubRow {
  @PrimaryColumn('uuid') id: string;
  @Column('timestamptz', { name: 'refused_at' }) refusedAt: string;
  @Column('text', { name: 'person_id' }) personId: string;
  @Column('text', { name: 'post_id' }) postId: string;
  @Column('text') classification: string;
}

export const referralRows = [
  ReferralRow,
  ReferralFactRow,
  ReferralHomeRow,
  ReferralReporterRow,
  ReferralSealedRow,
  ReferralContentRow,
  ReferralDispatchRow,
  ReferralStubRow,
];
