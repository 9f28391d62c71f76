import { type Clue, type ClueReferral } from './clue.ts';

/** Closing grounds (cases.json, meta.reading: computed from what happened, not a status). `gates`: only through the five gates. */
export const closingGrounds = {
  REPLIED_AND_CLOSED: { zh: '已答复办结', en: 'Replied and closed', gates: false },
  CLOSED_AFTER_FILING: { zh: '已立案办结', en: 'Closed after filing', gates: false },
  CLOSED_AFTER_WITHDRAWAL: { zh: '已撤案办结', en: 'Closed after withdrawal', gates: false },
  DECIDED_ON_REVIEW: { zh: '已复核决定', en: 'Decided on review', gates: false },
  ADOPTED_AND_CLOSED: { zh: '已采纳办结', en: 'Adopted and closed', gates: false },
  HANDED_OFF: { zh: '已移送纪检监察', en: 'Handed off to discipline', gates: false },
  CLOSED_AFTER_TRANSFER: { zh: '移送后办结', en: 'Closed after transfer', gates: false },
  BULLETINED_AND_HANDED_OFF: { zh: '已通报并移送', en: 'Bulletin issued and handed off', gates: false },
  UNSUBSTANTIATED: { zh: '查否办结', en: 'Closed as unsubstantiated', gates: false },
  ANSWERED_TO_SENDER: { zh: '已向移送单位反馈', en: 'Answered to the agency that referred it', gates: false },
  CLOSED_FIVE_GATES: { zh: '五不放过办结', en: 'Closed through the five gates', gates: true },
  HANDED_OFF_THEN_CLOSED_FIVE_GATES: {
    zh: '移送并五不放过办结',
    en: 'Handed off, closed through the five gates',
    gates: true,
  },
} as const;
export type ClosingGround = keyof typeof closingGrounds;

const answered = ['approved', 'struck-off'];
/** Ends in which a referral came to nothing. */
export const referralCameBack = ['undeliverable', 'returned', 'recalled', 'forwarded', 'discarded'];
const unfounded = ['unsubstantiated', 'inconclusive', 'false-accusation'];

/** A referral that still waits for somebody. */
export function isOpenReferral({ status }: Pick<ClueReferral, 'status'>): boolean {
  return !answered.includes(status) && !referralCameBack.includes(status);
}

/** A referral that was answered, and the answer approved, since the clue was last reopened. */
export function isAnsweredReferral({ status, isPast }: Pick<ClueReferral, 'status' | 'isPast'>): boolean {
  return answered.includes(status) && !isPast;
}

/** The grounds that what happened gives. Those through the gates are never among them: their sheet belongs to a matter. */
export function possibleGrounds(clue: Clue): ClosingGround[] {
  const answeredOnes = clue.referrals.filter(isAnsweredReferral);
  const handedOff = answeredOnes.some(({ kind }) => kind === 'HAND_OFF') || hasDisposal(clue, 'HAND_OFF');
  const elsewhere = answeredOnes.some(({ kind }) => kind !== 'HAND_OFF');
  const own = clue.outcome !== null;
  const grounds: Record<ClosingGround, boolean> = {
    REPLIED_AND_CLOSED: (elsewhere || own) && clue.repliedAt !== null && clue.origin === null,
    CLOSED_AFTER_FILING: (elsewhere || own) && has(clue, ['M3-PO-01']),
    CLOSED_AFTER_WITHDRAWAL: (elsewhere || own) && has(clue, ['M3-PO-02', 'M3-PO-04']),
    DECIDED_ON_REVIEW: (elsewhere || own) && has(clue, ['M3-PR-01', 'M3-PR-02']),
    ADOPTED_AND_CLOSED: elsewhere || hasDisposal(clue, 'INSTRUMENT_ISSUED'),
    HANDED_OFF: handedOff,
    CLOSED_AFTER_TRANSFER: elsewhere || hasDisposal(clue, 'TRANSFER'),
    BULLETINED_AND_HANDED_OFF: handedOff && hasDisposal(clue, 'INSTRUMENT_ISSUED'),
    UNSUBSTANTIATED: unfounded.includes(clue.outcome ?? ''),
    ANSWERED_TO_SENDER: clue.origin !== null && clue.repliedAt !== null,
    CLOSED_FIVE_GATES: false,
    HANDED_OFF_THEN_CLOSED_FIVE_GATES: false,
  };
  return (Object.keys(grounds) as ClosingGround[]).filter((ground) => grounds[ground]);
}

function has(clue: Clue, codes: readonly string[]): boolean {
  return clue.misconductCodes.some((code) => codes.includes(code));
}

function hasDisposal(clue: Clue, kind: string): boolean {
  return clue.disposals.some((disposal) => disposal.kind === kind);
}
