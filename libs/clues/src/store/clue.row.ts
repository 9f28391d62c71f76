import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A clue as this agency keeps it: the whole state, and the columns that lists ask. Rows are read and written in SQL by
 * `clue.store.ts`; the classes state the tables for the connection and for the test that compares them with the
 * migrations. Instants are UTC, days are text.
 */
@Entity('clue')
export class ClueRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'case_id' }) caseId: string;
  @Column('integer') version: number;
  @Column('text', { name: 'clue_no', nullable: true }) clueNo: string | null;
  @Column('text') status: string;
  @Column('text') queue: string;
  @Column('text', { name: 'waits_for' }) waitsFor: string;
  @Column('text') title: string;
  @Column('text') channel: string;
  @Column('text') classification: string;
  @Column('text') severity: string;
  @Column('boolean', { name: 'public_opinion' }) publicOpinion: boolean;
  @Column('text', { name: 'subject_agency' }) subjectAgency: string;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: string;
  @Column('text', { name: 'received_on' }) receivedOn: string;
  @Column('uuid', { name: 'registered_by_person' }) registeredByPerson: string;
  @Column('uuid', { name: 'registered_by_post' }) registeredByPost: string;
  @Column('timestamptz', { name: 'registered_at', nullable: true }) registeredAt: string | null;
  @Column('text', { array: true }) handlers: string[];
  @Column('text', { name: 'review_on', nullable: true }) reviewOn: string | null;
  @Column('text', { name: 'due_on', nullable: true }) dueOn: string | null;
  @Column('boolean') overdue: boolean;
  @Column('uuid', { name: 'origin_referral', nullable: true }) originReferral: string | null;
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto: string | null;
  @Column('text', { name: 'import_key', nullable: true }) importKey: string | null;
  @Column('jsonb') state: unknown;
  @Column('timestamptz', { name: 'moved_at' }) movedAt: string;
}

/** What search asks; rewritten only when the content changes. */
@Entity('clue_search')
export class ClueSearchRow {
  @PrimaryColumn('uuid', { name: 'clue_id' }) clueId: string;
  @Column('bigint') ordinal: string;
  @Column('text', { array: true }) terms: string[];
  @Column('text') folded: string;
}

@Entity('clue_history')
export class ClueHistoryRow {
  @PrimaryColumn('uuid', { name: 'clue_id' }) clueId: string;
  @PrimaryColumn('integer') n: number;
  @Column('text') type: string;
  @Column('timestamptz') at: string;
  @Column('text', { name: 'by_person', nullable: true }) byPerson: string | null;
  @Column('text', { name: 'by_post', nullable: true }) byPost: string | null;
  @Column('text', { name: 'acting_post' }) actingPost: string;
  @Column('jsonb') payload: unknown;
}

@Entity('clue_person')
export class CluePersonRow {
  @PrimaryColumn('uuid', { name: 'clue_id' }) clueId: string;
  @PrimaryColumn('integer') n: number;
  @Column('text') name: string;
  @Column('text', { name: 'name_key' }) nameKey: string;
  @Column('text', { array: true }) pinyin: string[];
  @Column('text', { array: true }) initials: string[];
  @Column('text', { name: 'number_mark', nullable: true }) numberMark: string | null;
  @Column('text', { name: 'number_tail', nullable: true }) numberTail: string | null;
  @Column('text') agency: string;
  @Column('text', { nullable: true }) office: string | null;
  @Column('text') role: string;
  @Column('boolean', { name: 'leads_unit' }) leadsUnit: boolean;
}

@Entity('clue_referral')
export class ClueReferralRow {
  @PrimaryColumn('uuid', { name: 'referral_id' }) referralId: string;
  @Column('uuid', { name: 'clue_id' }) clueId: string;
  @Column('text') recipient: string;
  @Column('text') kind: string;
  @Column('text') status: string;
  @Column('integer') revision: number;
}

/** The reporter, sealed to this agency's own key. Joined by nothing. */
@Entity('clue_reporter')
export class ClueReporterRow {
  @PrimaryColumn('uuid', { name: 'clue_id' }) clueId: string;
  @Column('text') sealed: string;
}

@Entity('identity_request')
export class IdentityRequestRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'clue_id' }) clueId: string;
  @Column('text') reason: string;
  @Column('text', { name: 'requested_by' }) requestedBy: string;
  @Column('text', { name: 'requested_post' }) requestedPost: string;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt: string;
  @Column('text', { name: 'released_by', nullable: true }) releasedBy: string | null;
  @Column('timestamptz', { name: 'released_at', nullable: true }) releasedAt: string | null;
  @Column('timestamptz', { name: 'seen_at', nullable: true }) seenAt: string | null;
}

export const clueRows = [
  ClueRow,
  ClueSearchRow,
  ClueHistoryRow,
  CluePersonRow,
  ClueReferralRow,
  ClueReporterRow,
  IdentityRequestRow,
];
