import { type ReferralSent } from '@sup/contracts';
import { type ReferralMove, referralMoves } from '@sup/referrals/protocol';
import { inTime, late } from './clock.tally.ts';
import { type Limits, type Model, type Protocol } from './desk.ts';

export const [sender, receiver, third] = ['plc', 'police', 'proc'] as const;

export function letter(parties: ReferralSent['parties'], more: Partial<ReferralSent> = {}): ReferralSent {
  return {
    referralNo: '政法督〔2026〕1号',
    kind: 'TRANSFER',
    instrument: '线索移送函',
    requestedAction: 'VERIFY_AND_REPLY',
    parties,
    preview: {
      title: '关于某线索',
      classification: 'INTERNAL',
      legalBasis: ['中国共产党政法工作条例'],
      unitConcerned: 'police-c',
      office: null,
      attachmentCount: 0,
      pointCount: 2,
    },
    pointIds: ['P1', 'P2'],
    resultRuleId: 'PLC-URGE-30',
    petition: false,
    sealedBody: 'sealed',
    bodyCommitment: '0'.repeat(64),
    blobs: [],
    parent: null,
    supersedes: null,
    hops: 0,
    clocks: [],
    ...more,
  };
}

/** Every move that an officer makes, without forwarding, which needs a third agency. */
export function allMoves(sendBacks: number): Limits {
  const names = (Object.keys(referralMoves) as ReferralMove[]).filter((name) => {
    const auto = 'auto' in referralMoves[name];
    return !auto && name !== 'referral.forwarded';
  });
  return { ...Object.fromEntries(names.map((name) => [name, 9])), 'referral.sent-back': sendBacks };
}

export const between = (arbiter: string | null): ReferralSent => letter({ sender, receiver, arbiter });

const lateActs: readonly string[] = ['referral.accepted', 'referral.result'];

/** The models of PROTOCOL.md section 3. `protocol` is the real one, or a mutant. */
export function modelsOf(protocol: Protocol) {
  const model = (name: string, limits: Limits, more: Partial<Model> = {}): Model => ({
    name,
    protocol,
    limits,
    letter: between(null),
    ...more,
  });
  const few: Limits = {
    'referral.acknowledged': 1,
    'referral.accepted': 1,
    'referral.recalled': 1,
    'referral.first-feedback': 1,
    'referral.result': 2,
    'referral.sent-back': 1,
    'referral.result-approved': 1,
    'referral.struck-off': 1,
  };
  const partLimits: Limits = {
    'referral.acknowledged': 1,
    'referral.returned': 1,
    'referral.accepted': 1,
    'referral.result': 1,
    'referral.withdrawn': 1,
  };
  return {
    moves: model('moves, two send-backs', allMoves(2), { undeliverable: true }),
    recalls: model(
      'two recall requests and refusals crossing',
      { ...allMoves(2), 'referral.recall-requested': 3, 'referral.recall-refused': 3 },
      { undeliverable: true },
    ),
    extensions: model('extension asked, granted, refused', {
      ...allMoves(1),
      'referral.extension-requested': 1,
      'referral.extension-granted': 1,
      'referral.extension-refused': 1,
    }),
    // No refusal here: it and a later move of the same author end the recall clock in the order of their arrival, and the
    // relay keeps that order for one record (PROTOCOL.md law 5), which this exploration does not.
    overdue: model(
      'overdue notes, acts late or in time, recall',
      {
        ...few,
        'referral.sent-back': 0,
        'referral.result-approved': 0,
        'clock.overdue': 2,
        'referral.recall-requested': 1,
      },
      {
        clocks: true,
        times: (type) => (lateActs.includes(type) ? [inTime, late] : [inTime]),
      },
    ),
    arbiter: model(
      'three parties, arbiter',
      { ...allMoves(1), 'referral.recall-requested': 1 },
      {
        letter: between(third),
      },
    ),
    ownMeeting: model(
      'the sender is the arbiter',
      { ...allMoves(1), 'referral.recall-requested': 1 },
      {
        letter: between(sender),
      },
    ),
    forwarding: model(
      'forward to a third agency, recall',
      {
        ...few,
        'referral.sent-back': 0,
        'referral.forwarded': 1,
        'referral.recall-requested': 1,
        'referral.recall-refused': 1,
      },
      { third },
    ),
    onePart: model(
      'one part, recall',
      {
        ...few,
        'referral.first-feedback': 0,
        'referral.part-opened': 1,
        'referral.recall-requested': 1,
        'referral.recall-refused': 1,
      },
      { third, partPoints: ['P1'], partLimits },
    ),
    twoParts: model(
      'two parts',
      { ...few, 'referral.sent-back': 0, 'referral.recalled': 0, 'referral.part-opened': 2 },
      { third, partPoints: ['P1', 'P2'], partLimits },
    ),
    restore: model('restore', { ...allMoves(1), 'referral.recall-requested': 1, 'referral.recall-refused': 1 }),
  };
}
