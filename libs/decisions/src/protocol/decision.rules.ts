import { type DomainError } from '@sup/kernel';
import { canonicalText, sha256Hex } from '@sup/messaging/protocol';
import { decisionErrors as refuse } from './decision.errors.ts';
import { type AgendaItem, type Meeting, type Quorum, type Resolution } from './meeting.ts';
import { quorumOf, votingOn } from './quorum.rules.ts';

export interface DecisionVoter {
  /** The agency's person; null for somebody from outside. */
  readonly personId: string | null;
  readonly name: string;
}

/** What a meeting decided about one record, as it is hashed and kept (rules-and-model.md C0 `CollectiveDecision`). */
export interface Decision {
  readonly agency: string;
  readonly decisionId: string;
  readonly meetingId: string;
  readonly meetingNo: string;
  readonly body: string;
  readonly heldOn: string;
  readonly chair: string;
  readonly about: { readonly kind: string; readonly id: string };
  readonly question: string;
  /** Who decided: present and not recused. */
  readonly attendees: readonly DecisionVoter[];
  readonly recused: readonly (DecisionVoter & { readonly category: string })[];
  readonly absent: readonly DecisionVoter[];
  readonly quorum: { readonly rule: Quorum; readonly entitled: number; readonly present: number };
  readonly resolution: Resolution;
  readonly text: string;
  readonly dissent: readonly (DecisionVoter & { readonly opinion: string })[];
  /** sha256 of the item's minutes: they are bound without being repeated. */
  readonly minutesHash: string;
}

/** The decision of one resolved item of a meeting. */
export function decisionOf(agency: string, meeting: Meeting, item: AgendaItem): Decision {
  const voter = (id: string): DecisionVoter => {
    const { personId, name } = meeting.members.find((member) => member.id === id)!;
    return { personId, name };
  };
  const { entitled, present } = quorumOf(meeting, item);
  const voting = votingOn(meeting, item);
  const recused = new Set(item.recusals.map(({ memberId }) => memberId));
  const absent = meeting.members.filter(({ id }) => !voting.includes(id) && !recused.has(id));
  return {
    agency,
    decisionId: item.id,
    meetingId: meeting.id,
    meetingNo: meeting.meetingNo,
    body: meeting.body,
    heldOn: meeting.heldOn,
    chair: voter(meeting.chair).name,
    about: { kind: item.about.kind, id: item.about.id },
    question: item.question,
    attendees: voting.map(voter),
    recused: item.recusals.map(({ memberId, category }) => ({ ...voter(memberId), category })),
    absent: absent.map(({ id }) => voter(id)),
    quorum: { rule: meeting.quorum, entitled, present },
    resolution: item.resolution!,
    text: item.text,
    dissent: item.dissent.map(({ memberId, opinion }) => ({ ...voter(memberId), opinion })),
    minutesHash: sha256Hex(item.minutes),
  };
}

/** A decision as it is stored: the text that was hashed, beside its hash. */
export interface KeptDecision {
  readonly canonical: string;
  /** sha256 of `canonical`, lower-case hex. */
  readonly hash: string;
}

export function keptDecision(decision: Decision): KeptDecision {
  const canonical = canonicalText(decision);
  return { canonical, hash: sha256Hex(canonical) };
}

/** For what a decision is cited. */
export interface CitedFor {
  readonly kind: string;
  readonly id: string;
  /** What is done on its ground: `referral.approve`, `clue.dispose`. */
  readonly purpose: string;
  /** Stated where the procedure lets one decision carry the same act several times. */
  readonly again?: boolean;
}

/** Why a stored decision cannot be cited for `asked`; null when it can. `purposes` are those it was cited for. */
export function citationFault(
  kept: KeptDecision | null,
  asked: CitedFor,
  purposes: readonly string[],
): DomainError | null {
  if (!kept) return refuse.required();
  if (sha256Hex(kept.canonical) !== kept.hash) return refuse.damaged();
  const decision = JSON.parse(kept.canonical) as Decision;
  const { kind, id } = decision.about;
  if (kind !== asked.kind || id.toLowerCase() !== asked.id.toLowerCase()) return refuse.notAboutThis();
  if (decision.resolution !== 'agreed') return refuse.notAgreed({ resolution: decision.resolution });
  if (asked.again || !purposes.includes(asked.purpose)) return null;
  return refuse.alreadyCited({ purpose: asked.purpose });
}
