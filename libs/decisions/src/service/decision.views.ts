import { type DecisionRow } from '../store/decision.store.ts';
import { type Decision, type DecisionVoter, type Quorum, type Resolution } from '../protocol/index.ts';

/** A recorded decision as it is shown to whoever may know of its case. */
export interface DecisionView {
  readonly decisionId: string;
  readonly meetingId: string;
  readonly meetingNo: string;
  /** Code of the deciding body. */
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
  /** sha256 of the canonical text; facts cite it. */
  readonly hash: string;
  readonly recordedAt: string;
}

export function decisionView({ canonical, hash, recordedAt }: DecisionRow): DecisionView {
  const said = JSON.parse(canonical) as Decision;
  const { decisionId, meetingId, meetingNo, body, heldOn, chair, about, question } = said;
  const { attendees, recused, absent, quorum, resolution, text, dissent } = said;
  return {
    ...{ decisionId, meetingId, meetingNo, body, heldOn, chair, about, question },
    ...{ attendees, recused, absent, quorum, resolution, text, dissent, hash, recordedAt },
  };
}
