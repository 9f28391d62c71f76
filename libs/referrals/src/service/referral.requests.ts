import {
  classifications,
  codesOf,
  instantSchema,
  daySchema,
  outsideParties,
  reasonCodes,
  referralKinds,
  refusedClassifications,
  requestedActions,
  resultOutcomes,
  timeUnits,
} from '@sup/contracts';
import { z } from 'zod';

/** What officers send. The same schema validates the body and documents it in OpenAPI. */

/** Codes of the taxonomy (rules-and-model.md A4): manifestation M1–M4 with agency and number, D and S lists. No free words. */
const misconductCode = /^(M[1-4]-([A-Z]{2}-)?\d{2}[a-c]?|[DS]-\d{2})$/;

/** Control characters and those that turn the direction of what follows: in one line they only deceive. */
const deceiving = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const plainLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(
      (given) => !deceiving.test(given),
      '不得含有控制字符或改变文字方向的字符 / must not contain control or direction characters',
    );
const line = (max: number) => plainLine(max).min(1);
const text = (max: number) => z.string().trim().min(1).max(max);
/** An agency of the network or, where said so, a body outside it. */
const authority = line(80);
/** May be empty in a draft; sending without it is refused. */
const authorityInDraft = plainLine(80);
const pointId = z.string().regex(/^P\d{1,3}$/);
const reasonCode = z.enum(codesOf(reasonCodes));
const reasoned = { reasonCode, reason: text(2_000) };
/** The revision the officer was looking at. A record that has moved on refuses with who did what when (409). */
const expectedRevision = z.int().min(0).optional();
const request = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.strictObject({ ...shape, expectedRevision });

/** A limit with a stated trigger: a day, or an instant for hour rules. */
export const statedLimitSchema = z.strictObject({
  ruleId: line(40),
  triggerAt: z.union([daySchema, instantSchema]),
});
export type StatedLimit = z.output<typeof statedLimitSchema>;

/** Minutes as the meeting's secretary enters them: they become a decision on record. Facts cite its hash, never its people. */
export const decisionSchema = z.strictObject({
  meetingNo: line(60),
  heldOn: daySchema,
  attendees: z.array(line(40)).max(60),
  recused: z.array(line(40)).max(60).default([]),
});
export type DecisionMinutes = z.output<typeof decisionSchema>;
/** Either minutes, entered now, or the id of a decision that a meeting made about this referral. */
const decided = { decision: decisionSchema.optional(), decisionId: z.uuid().optional() };
export interface DecisionGiven {
  readonly decision?: DecisionMinutes | undefined;
  readonly decisionId?: string | undefined;
}
const isOnceDecided = ({ decision, decisionId }: DecisionGiven) => decision === undefined || decisionId === undefined;
const twiceDecided = {
  path: ['decisionId'],
  message: '会议记录与所引用的决定只填一项 / give either the minutes or the decision cited, not both',
};

const reporterSchema = z.strictObject({
  kind: line(40),
  name: line(60),
  contact: plainLine(120).nullable().default(null),
});
export type Reporter = z.output<typeof reporterSchema>;

const point = z.union([text(2_000), z.strictObject({ text: text(2_000) }).transform((given) => given.text)]);

const draftBodySchema = z.strictObject({
  facts: text(20_000),
  points: z.array(point).min(1).max(50),
  subject: z.strictObject({
    agency: authorityInDraft,
    office: plainLine(60).nullable().default(null),
    persons: z
      .array(
        z.strictObject({
          alias: line(40),
          role: plainLine(80).default(''),
          leadsUnit: z.boolean().default(false),
          partyMember: z.boolean().default(false),
        }),
      )
      .max(50)
      .default([]),
  }),
  misconductCodes: z
    .array(z.string().regex(misconductCode, '应为问题编码，如 M3-PO-01 / must be a misconduct code, as M3-PO-01'))
    .max(20)
    .default([]),
  causes: z
    .array(z.enum(['C1', 'C2', 'C3', 'C4']))
    .max(4)
    .default([]),
  caseStage: z.enum(['PENDING', 'CONCLUDED']).nullable().default(null),
});

const draftShape = {
  kind: z.enum(codesOf(referralKinds)),
  /** Name of the paper. */
  instrument: line(60),
  /** May be empty in a draft; sending without a recipient is refused, never widened (SHR-05). */
  to: plainLine(40).default(''),
  office: plainLine(40).nullable().default(null),
  title: line(120),
  /** Codes above 工作秘密 are known so that they are refused by name. */
  classification: z.enum([...codesOf(classifications), ...codesOf(refusedClassifications)]),
  legalBasis: z.array(line(200)).max(20).default([]),
  requestedAction: z.enum(codesOf(requestedActions)),
  unitConcerned: authorityInDraft,
  resultRuleId: line(40).default('PLC-URGE-30'),
  petition: z.boolean().default(false),
  /** Our own limit for sending. */
  sendBy: statedLimitSchema.nullable().default(null),
  /** Stays here, sealed apart; content that names the reporter is refused. */
  reporter: reporterSchema.nullable().default(null),
  body: draftBodySchema,
  fileIds: z.array(z.uuid()).max(200).default([]),
  supersedes: z.uuid().nullable().default(null),
};

export const createDraftSchema = z.strictObject(draftShape);
export type DraftReferral = z.output<typeof createDraftSchema>;
/** A draft as it is kept: the reporter lies apart. */
export type KeptDraft = Omit<DraftReferral, 'reporter'>;
export const updateDraftSchema = z.strictObject({ ...draftShape, expectedVersion: z.int().min(1) });

/** The body of every command, by its name in the address. */
export const commandSchemas = {
  deliberate: request({}),
  'refuse-draft': request({ reason: z.string().trim().max(2_000).default('') }),
  approve: request(decided).refine(isOnceDecided, twiceDecided),
  'reopen-draft': request({}),
  discard: request({}),
  send: request({}),

  acknowledge: request({}),
  accept: request({
    declinedPoints: z
      .array(z.strictObject({ pointId, ...reasoned }))
      .max(50)
      .default([]),
  }),
  return: request({ ...reasoned, suggestedAuthority: authority.nullable().default(null) }),
  object: request({ ...reasoned, suggestedAuthority: authority.nullable().default(null) }),
  forward: request({
    to: plainLine(40),
    office: plainLine(40).nullable().default(null),
    ...reasoned,
    instrument: line(60).optional(),
    /** Our own limit for forwarding. */
    forwardBy: statedLimitSchema.nullable().default(null),
  }),
  'first-feedback': request({ text: text(5_000) }),
  progress: request({ text: text(5_000) }),
  result: request({
    outcome: z.enum(codesOf(resultOutcomes)),
    text: text(20_000),
    instrument: line(60).nullable().default(null),
    /** After a split: the points the receiver answers itself. */
    ownPoints: z.array(pointId).max(50).default([]),
  }),
  'grant-recall': request({}),
  'refuse-recall': request({ reason: text(2_000) }),
  'open-part': request({
    to: plainLine(40),
    pointIds: z.array(pointId).min(1).max(50),
    office: plainLine(40).nullable().default(null),
    title: line(120).optional(),
    instrument: line(60).optional(),
    requestedAction: z.enum(codesOf(requestedActions)).optional(),
    resultRuleId: line(40).optional(),
    legalBasis: z.array(line(200)).max(20).optional(),
  }),
  'request-extension': request({
    clockId: line(60),
    length: z.int().min(1).max(366),
    unit: z.enum(timeUnits),
    reason: text(2_000),
  }),

  recall: request(reasoned),
  withdraw: request(reasoned),
  uphold: request({ reason: text(2_000) }),
  escalate: request({ reason: text(2_000) }),
  'send-back': request(reasoned),
  'approve-result': request({
    remark: z.string().trim().max(2_000).default(''),
    placedPoints: z
      .array(z.strictObject({ pointId, placedWith: authority }))
      .max(50)
      .default([]),
  }),
  'strike-off': request({ remark: z.string().trim().max(2_000).default('') }),
  supplement: request({
    text: text(20_000),
    fileIds: z.array(z.uuid()).max(200).default([]),
  }),
  'grant-extension': request({ clockId: line(60), about: z.int().min(1).optional() }),
  'refuse-extension': request({ clockId: line(60), about: z.int().min(1).optional(), reason: text(2_000) }),

  rule: request({ accept: z.boolean(), reason: text(2_000), ...decided }).refine(isOnceDecided, twiceDecided),

  dispatch: request({
    to: z.enum(codesOf(outsideParties)),
    channel: line(40),
    instrument: line(60),
    text: text(20_000),
    ruleId: line(40).optional(),
    triggerAt: z.union([daySchema, instantSchema]).optional(),
  }),
} as const;
export type CommandName = keyof typeof commandSchemas;
export type CommandBody<Name extends CommandName> = z.output<(typeof commandSchemas)[Name]>;
export const commandNames = Object.keys(commandSchemas) as CommandName[];

export const listQuerySchema = z.object({
  box: z.enum(['incoming', 'outgoing', 'drafts', 'arbitration', 'all']).default('all'),
  /** Statuses or home statuses, separated by commas. */
  status: z.string().max(300).default(''),
  overdue: z.enum(['true', 'false']).default('false'),
  q: z.string().trim().max(120).default(''),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  size: z.coerce.number().int().min(1).max(100).default(20),
});
export type ListQuery = z.output<typeof listQuerySchema>;

export const uploadQuerySchema = z.object({
  name: z
    .string()
    .min(1)
    .max(2_000)
    .refine(
      (given) => !turning.test(given),
      '文件名不得含有改变文字方向的字符 / a file name must not turn the direction of text',
    ),
});
