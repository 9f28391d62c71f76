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

  @Column('text', { name: 'name_zh' })
  nameZh: string;

  @Column('integer')
  epoch: number;

  @Column('timestamptz', { name: 'disabled_at', nullable: true, transformer: instant })
  disabledAt: string | null;

  @Column('timestamptz', { name: 'created_at', transformer: instant })
  createdAt: string;
}

/** A post and the roles that come with it. Never changed: other roles are another post. */
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
}

/** Who held which post from when to when; at most one current post a person. */
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
