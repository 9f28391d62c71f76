import { Injectable } from '@nestjs/common';
import { People } from '@sup/access';
import { type Named, decisionErrors, distinctAttendees, isSameAttendee, nameFault } from '../protocol/index.ts';

/** Somebody at a meeting: a name (of staff, if exactly one has it), one of the agency's people, or somebody from outside. */
export type AttendeeGiven =
  string | { readonly personId: string } | { readonly name: string; readonly title?: string | undefined };

/** A human of the agency, with all their accounts. */
interface Staff extends Named {
  readonly accounts: readonly string[];
}

/** Finds the agency's people among those named. Whoever is not staff sits there from outside, by name. */
@Injectable()
export class Roster {
  constructor(private readonly people: People) {}

  /** Everybody once. Throws ATTENDEE_UNKNOWN or ATTENDEE_NAME_INVALID. */
  async find(given: readonly AttendeeGiven[]): Promise<Named[]> {
    const staff = await this.staff();
    return distinctAttendees(given.map((one) => this.one(one, staff)));
  }

  private one(given: AttendeeGiven, staff: readonly Staff[]): Named {
    if (typeof given === 'object' && 'personId' in given) {
      const found = staff.find(({ accounts }) => accounts.includes(given.personId));
      if (!found) throw decisionErrors.personUnknown();
      return namedOf(found);
    }
    const { name, title = '' } = typeof given === 'string' ? { name: given } : given;
    const fault = nameFault(name);
    if (fault) throw fault;
    const outside: Named = { personId: null, postId: null, name, title };
    const named = staff.filter((person) => isSameAttendee(outside, person));
    return named.length === 1 ? namedOf(named[0]!) : outside;
  }

  private async staff(): Promise<Staff[]> {
    const accounts = (await this.people.list()).filter(({ disabled }) => !disabled);
    const ids = [...new Set(accounts.map(({ id, sameAs }) => sameAs ?? id))];
    return ids.map((personId) => {
      const own = accounts.filter(({ id, sameAs }) => (sameAs ?? id) === personId);
      const first = own.find(({ post }) => post !== null) ?? own[0]!;
      return {
        personId,
        postId: first.post?.id ?? null,
        name: first.nameZh,
        title: first.post?.titleZh ?? '',
        accounts: own.map(({ id }) => id),
      };
    });
  }
}

function namedOf({ personId, postId, name, title }: Staff): Named {
  return { personId, postId, name, title };
}
