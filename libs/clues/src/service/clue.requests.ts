import {
  caseProcedures,
  causes,
  classifications,
  clueChannels,
  codesOf,
  daySchema,
  instantSchema,
  reasonCodes,
  referralKinds,
  refusedClassifications,
  reporterKinds,
  requestedActions,
} from '@sup/contracts';
import { z } from 'zod';
import { closingGrounds, clueOutcomes, codeKnown, disposalKinds, severities } from '../protocol/index.ts';

/** What officers send. The same schema validates the body and documents it in OpenAPI. */

const text = (max: number) => z.string().trim().min(1).max(max);
const optional = (max: number) => z.string().trim().max(max).nullable().default(null);
/** An agency of the network, or a body outside it. */
const authority = z.string().trim().min(1).max(80);
const code = z
  .string()
  .max(12)
  .refine(codeKnown, '没有这个问题编码，如 M3-PO-01 / no such misconduct code, as M3-PO-01');
/** The version the officer was looking at. A clue that has moved on refuses with who did what when (409). */
const expectedVersion = z.int().min(0).optional();
const request = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.strictObject({ ...shape, expectedVersion });
const post = z.string().trim().min(1).max(80);
const limit = z.strictObject({ ruleId: text(40), triggerAt: z.union([daySchema, instantSchema]) });

export const reporterSchema = z.strictObject({
  kind: z.enum(codesOf(reporterKinds)),
  realName: z.boolean().default(false),
  /** Sealed apart; never given back but by break-glass. Null keeps what is sealed already. */
  name: optional(60),
  contact: optional(120),
  idNumber: optional(30),
  wantsSecrecy: z.boolean().default(false),
});

const personSchema = z.strictObject({
  name: text(60),
  alias: optional(40),
  idNumber: optional(30),
  role: z.string().trim().max(80).default(''),
  leadsUnit: z.boolean().default(false),
  partyMember: z.boolean().default(false),
});

const draftShape = {
  title: text(120),
  channel: z.enum(codesOf(clueChannels)),
  receivedAt: instantSchema,
  onBehalfOf: optional(60),
  receivedFrom: optional(80),
  reporter: reporterSchema.nullable().default(null),
  subject: z.strictObject({
    agency: authority,
    office: optional(60),
    persons: z.array(personSchema).max(50).default([]),
  }),
  misconductCodes: z.array(code).max(20).default([]),
  causes: z
    .array(z.enum(codesOf(causes)))
    .max(4)
    .default([]),
  relatedCase: z
    .strictObject({
      caseNo: optional(80),
      stage: z.enum(['PENDING', 'CONCLUDED']),
      procedure: z.enum(codesOf(caseProcedures)),
    })
    .nullable()
    .default(null),
  facts: text(20_000),
  classification: z.enum([...codesOf(classifications), ...codesOf(refusedClassifications)]).default('INTERNAL'),
  severity: z.enum(codesOf(severities)).default('ORDINARY'),
  publicOpinion: z.boolean().default(false),
  fileIds: z.array(z.uuid()).max(200).default([]),
  /** Limits with a stated trigger. Empty: registration starts the one that channel and agency suggest. */
  limits: z.array(limit).max(8).default([]),
};

export const draftClueSchema = z.strictObject(draftShape);
export type DraftClue = z.output<typeof draftClueSchema>;
export const amendClueSchema = request(draftShape);
export type AmendClue = z.output<typeof amendClueSchema>;

/** A clue while it is being typed: anything may be missing. `clueId`: the draft itself, which is no duplicate. */
export const checkClueSchema = z.strictObject({
  ...z.strictObject(draftShape).partial().shape,
  title: z.string().trim().max(120).default(''),
  facts: z.string().trim().max(20_000).default(''),
  subject: z
    .strictObject({
      agency: z.string().trim().max(80).default(''),
      office: optional(60),
      persons: z
        .array(personSchema.extend({ name: z.string().trim().max(60).default('') }))
        .max(50)
        .default([]),
    })
    .default({ agency: '', office: null, persons: [] }),
  clueId: z.uuid().nullable().default(null),
});
export type CheckClue = z.output<typeof checkClueSchema>;

const finding = z.strictObject({
  text: text(5_000),
  evidenceFileIds: z.array(z.uuid()).max(50).default([]),
  firstHand: z.boolean(),
});
const outcome = z.enum(clueOutcomes);

/** A referral as an officer prepares it from the clue; persons, codes and facts are taken, masked, from the clue where left out. */
const preparedReferral = {
  kind: z.enum(codesOf(referralKinds)),
  instrument: text(60),
  to: authority,
  office: optional(40),
  title: text(120).optional(),
  classification: z.enum([...codesOf(classifications), ...codesOf(refusedClassifications)]).optional(),
  legalBasis: z.array(text(200)).max(20).default([]),
  requestedAction: z.enum(codesOf(requestedActions)),
  unitConcerned: authority.optional(),
  resultRuleId: text(40).default('PLC-URGE-30'),
  petition: z.boolean().default(false),
  sendBy: limit.nullable().default(null),
  body: z
    .strictObject({
      facts: text(20_000).optional(),
      points: z.array(text(2_000)).min(1).max(50).optional(),
    })
    .default({}),
  /** Files of the clue that go along; left out: all of them. */
  fileIds: z.array(z.uuid()).max(200).optional(),
  supersedes: z.uuid().nullable().default(null),
};

export const clueCommandSchemas = {
  amend: amendClueSchema,
  register: request({}),
  discard: request({}),
  'begin-screening': request({}),
  merge: request({ into: z.uuid(), text: optional(2_000) }),
  decline: request({ reasonCode: z.enum(codesOf(reasonCodes)), path: text(200), text: text(2_000) }),
  redirect: request({ procedure: text(200), text: text(2_000) }),
  accept: request({ text: optional(2_000) }),
  'prepare-referral': request(preparedReferral),
  assign: request({ handlers: z.array(post).min(1).max(10), due: limit.nullable().default(null) }),
  'begin-verification': request({ plan: text(10_000) }),
  keep: request({ reason: text(2_000), reviewOn: daySchema }),
  resume: request({ reason: optional(2_000) }),
  conclude: request({ outcome, findings: z.array(finding).min(1).max(50), subjectHeard: z.boolean() }),
  'decide-outcome': request({ decisionId: z.uuid().nullable().default(null), outcome }),
  dispose: request({
    decisionId: z.uuid().nullable().default(null),
    disposals: z.array(z.strictObject({ kind: z.enum(codesOf(disposalKinds)), text: text(5_000) })).max(20),
  }),
  close: request({ ground: z.enum(codesOf(closingGrounds)), replied: optional(2_000) }),
  reopen: request({ newFacts: text(20_000) }),
  note: request({ text: text(5_000) }),
  'tell-reporter': request({
    channel: text(40),
    instrument: text(60),
    text: text(5_000),
    ruleId: text(40).optional(),
    triggerAt: z.union([daySchema, instantSchema]).optional(),
  }),
  'start-limit': request({ ruleId: text(40), triggerAt: z.union([daySchema, instantSchema]) }),
  'meet-limit': request({ clockId: text(60) }),
  'identity-request': request({ reason: text(1_000) }),
  'identity-release': request({ requestId: z.uuid() }),
} as const;
export type ClueCommandName = keyof typeof clueCommandSchemas;
export type ClueCommandBody<Name extends ClueCommandName> = z.output<(typeof clueCommandSchemas)[Name]>;
