import { type DecisionRow } from '../store/decision.store.ts';
import { type Decision } from '../protocol/index.ts';

/** A recorded decision as it is shown to whoever may know of its case. */
export interface DecisionView extends Omit<Decision, 'agency' | 'minutesHash'> {
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
