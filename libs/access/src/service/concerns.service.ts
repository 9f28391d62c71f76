import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { type ExclusionCategory } from '../protocol/case.rules.ts';
import {
  type SubjectKeys,
  isSamePerson,
  leadsOfficeOf,
  nameKeyText,
  officeKeyText,
} from '../protocol/identity.rules.ts';
import { type StaffKeys, CaseStore } from '../store/case.store.ts';
import { ACCESS_SETTINGS, type AccessSettings, WALL_CLOCK } from './access.settings.ts';
import { IdentityKeys } from './identity.keys.ts';

/** A person (or, without a name, an office) a case is about. */
export interface ConcernedSubject {
  readonly name: string;
  readonly idNumber?: string | null;
  /** The id of the person's agency; null or empty where nothing is said, which is read as this one. */
  readonly unit: string | null;
  readonly office: string | null;
  readonly role?: string | null;
  readonly leadsUnit?: boolean;
}

export interface CaseConcern {
  readonly caseId: string;
  readonly subjects: readonly ConcernedSubject[];
}

type Found = ReadonlyMap<string, ReadonlySet<ExclusionCategory>>;
const foundByService = ['accused', 'accused-head'] as const satisfies readonly ExclusionCategory[];

/** Finds those of our own people whom a case is about, and those above them, and shuts them out. */
@Injectable()
export class Concerns {
  constructor(
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    readonly keys: IdentityKeys,
    private readonly store: CaseStore,
  ) {}

  async concern(manager: EntityManager, { caseId, subjects }: CaseConcern): Promise<readonly string[]> {
    // Nobody joins or moves unseen between the look at the staff and the exclusions: administration takes this lock alone.
    await manager.query("select pg_advisory_xact_lock_shared(hashtextextended('people', 0))");
    const about = subjects.map((subject) => this.keysOf(subject));
    await this.store.concern(manager, caseId, about);
    const found = concernedStaff(await this.store.staff(manager, this.clock.now()), about);
    await this.store.keepFound(
      manager,
      { caseId, categories: foundByService, found: pairsOf(found) },
      this.clock.now(),
    );
    return [...found.keys()];
  }

  /** Looks again for one person who joined, was moved, was named deputy or whose number became known. Adds, never takes away. */
  async look(manager: EntityManager, identityId: string): Promise<void> {
    const now = this.clock.now();
    const staff = await this.store.staff(manager, now);
    const own = staff.filter((member) => member.identityId === identityId);
    for (const [caseId, subjects] of await this.store.subjectsNear(manager, own)) {
      const found = concernedStaff(staff, subjects);
      for (const [personId, category] of pairsOf(found).filter(([id]) => id === identityId)) {
        await this.store.exclude(manager, { caseId, personId, category, reason: '', by: null }, now);
      }
    }
  }

  private keysOf(subject: ConcernedSubject): SubjectKeys & { readonly leadsUnit: boolean } {
    const unit = (subject.unit ?? '').trim().toLowerCase();
    return {
      nameKey: nameKeyText(subject.name) === '' ? '' : this.keys.nameKey(subject.name),
      idNumberKey: this.keys.idNumberKeyOrNull(subject.idNumber),
      officeKey: officeKeyText(subject.office),
      ownAgency: unit === '' || unit === this.settings.agency,
      leadsUnit: subject.leadsUnit ?? false,
    };
  }
}

function concernedStaff(staff: readonly StaffKeys[], about: readonly SubjectKeys[]): Found {
  const found = new Map<string, Set<ExclusionCategory>>();
  const add = ({ identityId }: StaffKeys, category: ExclusionCategory): void => {
    found.set(identityId, (found.get(identityId) ?? new Set()).add(category));
  };
  for (const subject of about) {
    const accused = staff.filter((member) => isSamePerson(member, subject));
    for (const member of accused) add(member, 'accused');
    const offices = [subject.officeKey, ...accused.map(({ officeKey }) => officeKey)];
    if (!subject.ownAgency && accused.length === 0) continue;
    for (const member of staff) {
      if (offices.some((office) => leadsOfficeOf(member, office))) add(member, 'accused-head');
    }
  }
  return found;
}

function pairsOf(found: Found): [string, ExclusionCategory][] {
  return [...found].flatMap(([personId, categories]) =>
    [...categories].map((category): [string, ExclusionCategory] => [personId, category]),
  );
}
