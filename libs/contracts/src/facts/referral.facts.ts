import { z } from 'zod';
import { agencyIdSchema } from '../agencies.ts';
import {
  classifications,
  codesOf,
  reasonCodes,
  referralKinds,
  requestedActions,
  resultOutcomes,
} from '../vocabularies.ts';
import { clockSnapshotSchema, dueSchema, timeUnits } from './clock.facts.ts';
import { type FactType, daySchema } from './envelope.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const clocks = z.array(clockSnapshotSchema).max(8).default([]);
const reasonCode = z.enum(codesOf(reasonCodes));
const pointId = z.string().regex(/^P\d{1,3}$/);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** An agency of the network, or a body outside it that is suggested in words. */
const authority = z.string().trim().min(1).max(80);

/** A file as it travels: encrypted once, cut into chunks, named by the hash of its ciphertext (PROTOCOL.md 5, 19). */
export const blobSchema = z.strictObject({
  hash: sha256Hex,
  bytes: z.int().min(0),
  chunks: z.int().min(1),
});
export type Blob = z.infer<typeof blobSchema>;

/** A file as the reader sees it; lives inside the sealed body only. */
export const attachmentSchema = z.strictObject({
  name: z.string().min(1).max(255),
  mediaType: z.string().max(120),
  bytes: z.int().min(0),
  /** Of the plaintext. */
  sha256: sha256Hex,
  /** base64url of the AES-256-GCM content key and nonce. */
  key: z.string().max(60),
  nonce: z.string().max(30),
  blob: sha256Hex,
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** What the receiver may see before accepting: title, level, legal basis, unit concerned, counts; no names (FEATURES 3). */
export const referralPreviewSchema = z.strictObject({
  title: text(120),
  classification: z.enum(codesOf(classifications)),
  legalBasis: z.array(text(200)).max(20),
  /** The unit complained of, as agency id or outside party. */
  unitConcerned: authority,
  /** The office inside the receiver that is asked to handle; null for its internal-review office. */
  office: z.string().max(40).nullable(),
  attachmentCount: z.int().min(0).max(200),
  pointCount: z.int().min(1).max(50),
});
export type ReferralPreview = z.infer<typeof referralPreviewSchema>;

/**
 * The content of a referral, sealed to the receiver apart from the fact and opened in the accepting transaction.
 * Persons appear by alias or masked name; the reporter's identity never (COMPLAINANT_IDENTITY_MASKED).
 */
export const referralBodySchema = z.strictObject({
  facts: text(20_000),
  points: z
    .array(z.strictObject({ id: pointId, text: text(2_000) }))
    .min(1)
    .max(50),
  subject: z.strictObject({
    agency: authority,
    office: z.string().max(60).nullable(),
    persons: z
      .array(
        z.strictObject({ alias: text(40), role: z.string().max(80), leadsUnit: z.boolean(), partyMember: z.boolean() }),
      )
      .max(50),
  }),
  misconductCodes: z.array(z.string().max(12)).max(20),
  causes: z.array(z.enum(['C1', 'C2', 'C3', 'C4'])).max(4),
  caseStage: z.enum(['PENDING', 'CONCLUDED']).nullable(),
  disclosedFields: z.array(z.string().max(60)).max(60),
  maskedFields: z.array(z.string().max(60)).max(60),
  attachments: z.array(attachmentSchema).max(200),
  /** Random, base64url, 32 bytes: keeps `bodyCommitment` from being guessed. */
  salt: z.string().max(60),
});
export type ReferralBody = z.infer<typeof referralBodySchema>;

/** What `referral.supplemented` seals: more material, in the sender's words. It discloses no further field by itself. */
export const referralSupplementSchema = z.strictObject({
  text: text(20_000),
  attachments: z.array(attachmentSchema).max(200),
  salt: z.string().max(60),
});
export type ReferralSupplement = z.infer<typeof referralSupplementSchema>;

export const referralPartiesSchema = z.strictObject({
  sender: agencyIdSchema,
  receiver: agencyIdSchema,
  /** Nearest common superior in the directory; null where the directory knows none. */
  arbiter: agencyIdSchema.nullable(),
});
export type ReferralParties = z.infer<typeof referralPartiesSchema>;

/** A referral as it opens at the receiver. */
export const referralSentSchema = z.strictObject({
  referralNo: text(60),
  kind: z.enum(codesOf(referralKinds)),
  /** Name of the paper: 线索移送函, 执法监督督办函 … */
  instrument: text(60),
  requestedAction: z.enum(codesOf(requestedActions)),
  parties: referralPartiesSchema,
  preview: referralPreviewSchema,
  pointIds: z.array(pointId).min(1).max(50),
  /** The rule that limits the result, named by the sender; runs from delivery. */
  resultRuleId: z.string().max(40),
  /** A transferred petition: silence past XF-OBJECT-5W is acceptance. */
  petition: z.boolean(),
  /** Compact JWE of the canonical body, to the receiver's sealing key. */
  sealedBody: z.string().max(700_000),
  /** sha256 of the canonical body. Lets a third agency check, after forwarding, that the body is the origin's. */
  bodyCommitment: sha256Hex,
  blobs: z.array(blobSchema).max(200),
  parent: z.strictObject({ referralId: z.uuid(), pointIds: z.array(pointId).min(1) }).nullable(),
  supersedes: z.uuid().nullable(),
  /** Number of agencies that forwarded it already; at most 2. */
  hops: z.int().min(0).max(2),
  clocks,
});
export type ReferralSent = z.infer<typeof referralSentSchema>;

/** Another agency's fact carried whole: canonical text, its author's Merkle proof. Proves itself without its parcel. */
export const carriedFactSchema = z.strictObject({
  fact: z.string().max(900_000),
  proof: z.strictObject({
    kid: z.string().max(80),
    root: z.string().max(64),
    signature: z.string().max(120),
    index: z.int().min(0),
    size: z.int().min(1),
    path: z.array(z.string().max(64)).max(16),
  }),
});
export type CarriedFact = z.infer<typeof carriedFactSchema>;

/** A collective decision as it is cited across agencies: never its minutes (PROTOCOL.md 2). */
export const decisionCitationSchema = z.strictObject({
  decisionId: z.uuid(),
  meetingNo: text(60),
  heldOn: daySchema,
  hash: sha256Hex,
});
export type DecisionCitation = z.infer<typeof decisionCitationSchema>;

const reasoned = { reasonCode, reason: text(2_000) };
const move = <Data>(zh: string, en: string, data: z.ZodType<Data>) =>
  ({ track: 'move', version: 1, title: { zh, en }, data }) as const;
const note = <Data>(zh: string, en: string, data: z.ZodType<Data>) =>
  ({ track: 'note', version: 1, title: { zh, en }, data }) as const;

export const referralFacts = {
  'referral.sent': move('已发出', 'Sent', referralSentSchema),
  'referral.delivered': move('已送达', 'Delivered', z.strictObject({ receiptNo: text(60), clocks })),
  'referral.undeliverable': move('无法送达', 'Undeliverable', z.strictObject({ code: text(60), reason: text(500) })),
  'referral.acknowledged': move('已签收', 'Acknowledged', z.strictObject({ clocks })),
  'referral.accepted': move(
    '已受理',
    'Accepted',
    z.strictObject({
      declinedPoints: z.array(z.strictObject({ pointId, ...reasoned })).max(50),
      /** Accepted by the receiver's timer, not by an officer (petitions). */
      deemed: z.boolean(),
      clocks,
    }),
  ),
  'referral.returned': move(
    '退回',
    'Returned',
    z.strictObject({ ...reasoned, suggestedAuthority: authority.nullable() }),
  ),
  'referral.objected': move(
    '提出异议',
    'Objected',
    z.strictObject({ ...reasoned, suggestedAuthority: authority.nullable(), clocks }),
  ),
  'referral.forwarded': move(
    '已转送',
    'Forwarded',
    z.strictObject({
      ...reasoned,
      /** The new referral that opens at the third agency and at the origin. */
      opens: z.strictObject({ referralId: z.uuid(), sent: referralSentSchema, origin: carriedFactSchema }),
      clocks,
    }),
  ),
  'referral.recalled': move(
    '已撤回',
    'Recalled',
    z.strictObject({ about: z.int().min(1), granted: z.enum(['AUTO', 'HEAD']) }),
  ),
  'referral.withdrawn': move('已撤回', 'Withdrawn', z.strictObject(reasoned)),
  'referral.objection-upheld': move('异议成立', 'Objection upheld', z.strictObject({ reason: text(2_000) })),
  'referral.objection-escalated': move(
    '提请裁定',
    'Escalated to the arbiter',
    z.strictObject({
      reason: text(2_000),
      /** Opens the arbiter's copy at this revision. Preview only: the arbiter rules on jurisdiction, not on the case. */
      snapshot: referralSentSchema.omit({ sealedBody: true, blobs: true, clocks: true }).extend({
        objection: z.strictObject({ ...reasoned, suggestedAuthority: authority.nullable() }),
      }),
      clocks,
    }),
  ),
  'referral.ruled-accept': move(
    '裁定受理',
    'Ruled: accept',
    z.strictObject({ decision: decisionCitationSchema, reason: text(2_000), clocks }),
  ),
  'referral.ruled-return': move(
    '裁定退回',
    'Ruled: return',
    z.strictObject({ decision: decisionCitationSchema, reason: text(2_000) }),
  ),
  'referral.first-feedback': move('首次反馈', 'First feedback', z.strictObject({ text: text(5_000) })),
  'referral.result': move(
    '已反馈',
    'Result returned',
    z.strictObject({
      outcome: z.enum(codesOf(resultOutcomes)),
      text: text(20_000),
      instrument: text(60).nullable(),
      /** sha256 of the canonical `sent` fact: binds the answer to the question (FEATURES, protocol answer 8). */
      answers: sha256Hex,
      clocks,
    }),
  ),
  'referral.sent-back': move('退回补充', 'Sent back', z.strictObject({ ...reasoned, clocks })),
  'referral.result-approved': move(
    '反馈认可',
    'Result approved',
    z.strictObject({
      remark: z.string().max(2_000),
      /** Where each declined point went instead: an agency, or an outside party. */
      placedPoints: z.array(z.strictObject({ pointId, placedWith: authority })).max(50),
      clocks,
    }),
  ),
  'referral.struck-off': move('已销号', 'Struck off', z.strictObject({ remark: z.string().max(2_000) })),

  'referral.recall-requested': note('请求撤回', 'Recall requested', z.strictObject({ ...reasoned, clocks })),
  'referral.recall-refused': note(
    '不同意撤回',
    'Recall refused',
    z.strictObject({ about: z.int().min(1), reason: text(2_000) }),
  ),
  'referral.progress': note('办理进展', 'Progress', z.strictObject({ text: text(5_000) })),
  'referral.supplemented': note(
    '补充材料',
    'Supplemented',
    z.strictObject({
      sealedBody: z.string().max(700_000),
      bodyCommitment: sha256Hex,
      blobs: z.array(blobSchema).max(200),
    }),
  ),
  'referral.part-opened': note(
    '拆分移送',
    'Part opened',
    z.strictObject({ partId: z.uuid(), to: agencyIdSchema, pointIds: z.array(pointId).min(1) }),
  ),
  'referral.part-closed': note('分项办结', 'Part closed', z.strictObject({ partId: z.uuid(), status: text(40) })),
  'referral.extension-requested': note(
    '申请延期',
    'Extension requested',
    z.strictObject({
      clockId: text(60),
      length: z.int().min(1).max(366),
      unit: z.enum(timeUnits),
      reason: text(2_000),
      clocks,
    }),
  ),
  'referral.extension-granted': note(
    '同意延期',
    'Extension granted',
    z.strictObject({ clockId: text(60), about: z.int().min(1), due: dueSchema }),
  ),
  'referral.extension-refused': note(
    '不同意延期',
    'Extension refused',
    z.strictObject({ clockId: text(60), about: z.int().min(1), reason: text(2_000) }),
  ),
} as const satisfies Record<string, FactType>;
