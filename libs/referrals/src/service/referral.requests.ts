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

const text = (max: number) => z.string().trim().min(1).max(max);
/** An agency of the network or, where said so, a body outside it. */
const authority = z.string().trim().min(1).max(80);
/** May be empty in a draft; sending without it is refused. */
const authorityInDraft = z.string().trim().max(80);
const pointId = z.string().regex(/^P\d{1,3}$/);
const reasonCode = z.enum(codesOf(reasonCodes));
const reasoned = { reasonCode, reason: text(2_000) };
/** The revision the officer was looking at. A record that has moved on refuses with who did what when (409). */
const expectedRevision = z.int().min(0).optional();
const request = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.strictObject({ ...shape, expectedRevision });

/** A limit with a stated trigger: a day, or an instant for hour rules. */
export const statedLimitSchema = z.strictObject({
  ruleId: text(40),
  triggerAt: z.union([daySchema, instantSchema]),
});
export type StatedLimit = z.output<typeof statedLimitSchema>;

/** A collective decision as the meeting's secretary enters it. Who was there stays at home; facts cite its hash. */
export const decisionSchema = z.strictObject({
  meetingNo: text(60),
  heldOn: daySchema,
  attendees: z.array(text(40)).max(60),
  recused: z.array(text(40)).max(60).default([]),
});
export type DecisionMinutes = z.output<typeof decisionSchema>;

const reporterSchema = z.strictObject({
  kind: text(40),
  name: text(60),
  contact: z.string().trim().max(120).nullable().default(null),
});
export type Reporter = z.output<typeof reporterSchema>;

const point = z.union([text(2_000), z.strictObject({ text: text(2_000) }).transform((given) => given.text)]);

const draftBodySchema = z.strictObject({
  facts: text(20_000),
  points: z.array(point).min(1).max(50),
  subject: z.strictObject({
    agency: authorityInDraft,
    office: z.string().trim().max(60).nullable().default(null),
    persons: z
      .array(
        z.strictObject({
          alias: text(40),
          role: z.string().trim().max(80).default(''),
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
  instrument: text(60),
  /** May be empty in a draft; sending without a recipient is refused, never widened (SHR-05). */
  to: z.string().trim().max(40).default(''),
  office: z.string().trim().max(40).nullable().default(null),
  title: text(120),
  /** Codes above 工作秘密 are known so that they are refused by name. */
  classification: z.enum([...codesOf(classifications), ...codesOf(refusedClassifications)]),
  legalBasis: z.array(text(200)).max(20).default([]),
  requestedAction: z.enum(codesOf(requestedActions)),
  unitConcerned: authorityInDraft,
  resultRuleId: text(40).default('PLC-URGE-30'),
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
  approve: request({ decision: decisionSchema.optional() }),
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
    to: z.string().trim().max(40),
    office: z.string().trim().max(40).nullable().default(null),
    ...reasoned,
    instrument: text(60).optional(),
    /** Our own limit for forwarding. */
    forwardBy: statedLimitSchema.nullable().default(null),
  }),
  'first-feedback': request({ text: text(5_000) }),
  progress: request({ text: text(5_000) }),
  result: request({
    outcome: z.enum(codesOf(resultOutcomes)),
    text: text(20_000),
    instrument: text(60).nullable().default(null),
    /** After a split: the points the receiver answers itself. */
    ownPoints: z.array(pointId).max(50).default([]),
  }),
  'grant-recall': request({}),
  'refuse-recall': request({ reason: text(2_000) }),
  'open-part': request({
    to: z.string().trim().max(40),
    pointIds: z.array(pointId).min(1).max(50),
    office: z.string().trim().max(40).nullable().default(null),
    title: text(120).optional(),
    instrument: text(60).optional(),
    requestedAction: z.enum(codesOf(requestedActions)).optional(),
    resultRuleId: text(40).optional(),
    legalBasis: z.array(text(200)).max(20).optional(),
  }),
  'request-extension': request({
    clockId: text(60),
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
  'grant-extension': request({ clockId: text(60), about: z.int().min(1).optional() }),
  'refuse-extension': request({ clockId: text(60), about: z.int().min(1).optional(), reason: text(2_000) }),

  rule: request({ accept: z.boolean(), reason: text(2_000), decision: decisionSchema }),

  dispatch: request({
    to: z.enum(codesOf(outsideParties)),
    channel: text(40),
    instrument: text(60),
    text: text(20_000),
    ruleId: text(40).optional(),
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

export const uploadQuerySchema = z.object({ name: z.string().min(1).max(2_000) });
