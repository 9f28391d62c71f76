import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { type Role } from '../protocol/index.ts';

const instant: ValueTransformer = {
  to: (value: string | null) => value,
  from: (value: Date | null) => value?.toISOString() ?? null,
};

/** A person of this agency. `epoch` grows whenever what the person may do shrinks or moves; older sessions are dead. */
@Entity('person')
export class PersonRow {
  @PrimaryColumn('uuid')
  id: string;

  /** The human: of a second account, the first one's id. What a person is excluded from or related to hangs on it. */
  @Column('uuid', { name: 'identity_id' })
  identityId: string;

  @Column('text', { name: 'name_zh' })
  nameZh: string;

  /** Keyed hashes (`IdentityKeys`); the number itself is kept nowhere. */
  @Column('text', { name: 'name_key' })
  nameKey: string;

  @Column('text', { name: 'id_number_key', nullable: true })
  idNumberKey: string | null;

  @Column('integer')
  epoch: number;

  @Column('timestamptz', { name: 'disabled_at', nullable: true, transformer: instant })
  disabledAt: string | null;

  @Column('timestamptz', { name: 'created_at', transformer: instant })
  createdAt: string;
}

/** One seat and the roles that come with it. Its roles never change: other roles are another seat. */
@Entity('post')
export class PostRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'title_zh' })
  titleZh: string;

  @Column('text', { name: 'title_en' })
  titleEn: string;

  @Column('text', { array: true })
  roles: Role[];

  /** Office or section within the agency; null for a seat of the agency as a whole. */
  @Column('text', { nullable: true })
  office: string | null;

  @Column('text', { name: 'office_key', nullable: true })
  officeKey: string | null;

  /** The holder leads the office, or the whole agency where there is none. */
  @Column('boolean', { name: 'leads_unit' })
  leadsUnit: boolean;

  @Column('timestamptz', { name: 'created_at', transformer: instant })
  createdAt: string;
}

/** Who held which seat from when to when; at most one current seat a person, and one current holder a seat. */
@Entity('holding')
export class HoldingRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  @Column('uuid', { name: 'post_id' })
  postId: string;

  @Column('timestamptz', { name: 'held_from', transformer: instant })
  heldFrom: string;

  @Column('timestamptz', { name: 'held_to', nullable: true, transformer: instant })
  heldTo: string | null;
}
