import { type ReferralKind, type RequestedAction } from '@sup/contracts';
import { type ClueView } from '../api/clues.views.ts';

/** A referral as it is prepared from a clue. What is left empty follows from the clue, masked, at the service. */
export interface Prepared {
  readonly to: string;
  readonly office: string;
  readonly kind: ReferralKind;
  readonly instrument: string;
  readonly requestedAction: RequestedAction;
  readonly resultRuleId: string;
  readonly title: string;
  readonly basis: string;
  readonly points: string;
}

/** What the suggested route fills in. */
export function preparedFrom(view: Pick<ClueView, 'routing' | 'title'>): Prepared {
  // A duplicate goes nowhere by itself (R2); an officer who refers it all the same means the next rule that fits.
  const route = view.routing?.all.find(({ recipients }) => recipients.length > 0);
  const first = route?.recipients[0];
  const instrument = route?.instrument ?? '';
  return {
    ...{ to: first?.to ?? '', office: first?.office ?? '', kind: kindOf(instrument), instrument },
    ...{ requestedAction: actionOf(instrument), resultRuleId: 'PLC-URGE-30', title: view.title, basis: '', points: '' },
  };
}

/** The kind that a paper's name says (rules-and-model B4); the officer may choose another. */
export function kindOf(instrument: string): ReferralKind {
  if (instrument.includes('问题线索移送')) return 'HAND_OFF';
  if (instrument.includes('督办')) return 'URGE';
  if (instrument.includes('转办')) return 'FORWARD';
  if (instrument.includes('调卷') || instrument.includes('交办')) return 'ASSIGN';
  return instrument.includes('报告') ? 'REPORT' : 'TRANSFER';
}

function actionOf(instrument: string): RequestedAction {
  if (instrument.includes('问题线索移送')) return 'DISPOSE_BY_DISCIPLINE';
  if (instrument.includes('纠正')) return 'CORRECT_PROCEDURE';
  return instrument.includes('说明') ? 'EXPLAIN' : 'VERIFY_AND_REPLY';
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** What is still to be filled in, by field. */
export function missingIn(prepared: Prepared): string[] {
  const { to, instrument, title, basis } = prepared;
  return Object.entries({ to, instrument, title, basis: lines(basis).join('') })
    .filter(([, value]) => value.trim() === '')
    .map(([field]) => field);
}

/** The request's body. */
export function bodyOf(prepared: Prepared): Record<string, unknown> {
  const { office, basis, points, title, instrument, ...rest } = prepared;
  return {
    ...rest,
    ...{ title: title.trim(), instrument: instrument.trim(), office: office || null, legalBasis: lines(basis) },
    ...(lines(points).length > 0 ? { body: { points: lines(points) } } : {}),
  };
}
