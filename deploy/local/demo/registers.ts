import { type AgencyClient } from '../agency.client.ts';
import { type Act, type Case, type Step } from './cases.ts';

/** What the player reads of a clue; the API answers more. */
export interface ClueView {
  readonly id: string;
  readonly status: string;
  readonly commands: readonly string[];
  readonly limits: readonly {
    readonly due: { readonly ruleId: string; readonly triggerAt: string; readonly dueAt: string };
  }[];
}

/** What the sender's officers choose when they refer a clue; persons, codes and masking come from the clue itself. */
export type PreparedReferral = Readonly<Record<string, unknown>>;

/** Finds an agency's client and the agency id behind the name that the cases use. */
export interface Seats {
  client(org: string): AgencyClient;
  agencyOf(org: string): string;
  /** The kind of an agency; null for a body that runs no service. */
  kindOf(org: string): string | null;
}

/** By kind of agency, the procedure that its cases are usually in; the file names none. */
const procedures: Readonly<Record<string, string>> = {
  police: 'CRIMINAL',
  procuratorate: 'CRIMINAL',
  court: 'CIVIL',
};

/** The clue registers of the agencies as their officers use them: each agency holds at most one clue of a case. */
export class Registers {
  private readonly known = new Map<string, string>();
  private readonly seats: Seats;

  constructor(seats: Seats) {
    this.seats = seats;
  }

  /** The clerk enters and registers what came in; the head takes it up for screening. Gives the clue. */
  async register({ of, step }: Act, org: string): Promise<ClueView> {
    const client = this.seats.client(org);
    const agency = this.seats.agencyOf(org);
    const clue = await client.post<ClueView>('clerk', '/api/clues/register', this.draft(of, step, agency));
    this.known.set(keyOf(of, agency), clue.id);
    await client.post('head', `/api/clues/${clue.id}/begin-screening`, {});
    return clue;
  }

  /** The clue of a case at an agency: registered in an earlier step, or opened there by accepting `received`. */
  async clueOf(of: Case, org: string, received?: string): Promise<string | undefined> {
    const key = keyOf(of, this.seats.agencyOf(org));
    const held = this.known.get(key);
    if (held || !received) return held;
    const path = `/api/clues/of-referral/${received}`;
    const { id } = await this.seats
      .client(org)
      .await<ClueView>('head', path, () => true, 'the clue that the referral opened');
    this.known.set(key, id);
    return id;
  }

  /** The head refers a clue; gives the id of the draft that opens on it. */
  async refer(org: string, clueId: string, prepared: PreparedReferral): Promise<string> {
    const client = this.seats.client(org);
    const { referralId } = await client.post<{ referralId: string }>(
      'head',
      `/api/clues/${clueId}/prepare-referral`,
      prepared,
    );
    await client.await('clerk', `/api/referrals/${referralId}`, () => true, 'the draft on the clue');
    return referralId;
  }

  /** The head answers the reporter, within the limit that the step states. */
  async tellReporter(org: string, clueId: string, step: Step): Promise<ClueView> {
    const words = step.note ?? step.instrument ?? step.event;
    return this.seats.client(org).post<ClueView>('head', `/api/clues/${clueId}/tell-reporter`, {
      channel: 'LETTER',
      instrument: step.instrument ?? step.event,
      text: words,
      ...(step.deadline ? { ruleId: step.deadline.ruleId, triggerAt: step.deadline.triggerAt } : {}),
    });
  }

  private draft(of: Case, step: Step, agency: string): unknown {
    const { alias, reporterKind, realName } = of.source;
    const own = step.event === 'CLUE_REGISTERED' ? step.deadline : undefined;
    return {
      title: of.titleZh,
      channel: of.source.channel,
      receivedAt: new Date(step.at).toISOString(),
      reporter: { kind: reporterKind, realName, name: alias, contact: null, wantsSecrecy: false },
      subject: {
        agency: this.seats.agencyOf(of.subject.org),
        office: of.subject.office,
        persons: of.subject.persons.map(({ alias: name, role, partyMember, isUnitLeader }) => ({
          name,
          alias: name,
          role,
          partyMember,
          leadsUnit: isUnitLeader,
        })),
      },
      misconductCodes: of.misconductCodes,
      causes: of.causes,
      relatedCase: of.caseStage
        ? {
            caseNo: null,
            stage: of.caseStage,
            procedure: procedures[this.seats.kindOf(of.subject.org) ?? ''] ?? 'NON_LITIGATION',
          }
        : null,
      facts: of.summaryZh,
      limits:
        own && this.seats.agencyOf(own.dueBy) === agency ? [{ ruleId: own.ruleId, triggerAt: own.triggerAt }] : [],
    };
  }
}

function keyOf(of: Case, agency: string): string {
  return `${of.id} ${agency}`;
}
