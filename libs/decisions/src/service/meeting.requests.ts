import { daySchema } from '@sup/contracts';
import { exclusionCategories } from '@sup/access/protocol';
import { z } from 'zod';
import { resolutions } from '../protocol/index.ts';

/** What the secretary sends. The same schema validates the body and documents it in OpenAPI. */

const text = (max: number) => z.string().trim().min(1).max(max);
const attendee = z.union([
  text(80),
  z.strictObject({ personId: z.uuid() }),
  z.strictObject({ name: text(80), title: z.string().trim().max(80).optional() }),
]);
/** Case and title are taken from the record itself; what is sent of them is not looked at. */
const about = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z-]{0,30}$/),
  id: z.uuid(),
  caseId: z.string().max(60).optional(),
  title: z.string().max(400).optional(),
});
const bodyCode = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, '应为会议机构代码 / must be the code of a deciding body');
const memberId = z.string().regex(/^m\d{1,3}$/);
const categories = Object.keys(exclusionCategories) as [keyof typeof exclusionCategories];
const request = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject({ ...shape, expectedVersion: z.int().min(1).optional() });

export const callSchema = z.strictObject({
  meetingNo: text(60).optional(),
  body: bodyCode.optional(),
  /** The day it is called for. */
  heldOn: daySchema,
  place: z.string().trim().max(120).default(''),
  chair: attendee,
  members: z.array(attendee).min(1).max(60),
});
export type CallBody = z.output<typeof callSchema>;

/** The body of every command, by its name in the address. */
export const commandSchemas = {
  agenda: request({ about, question: text(400).optional() }),
  'remove-item': request({ itemId: z.uuid() }),
  'add-member': request({ who: attendee }),
  recuse: request({ itemId: z.uuid(), memberId, category: z.enum(categories).default('other'), reason: text(400) }),
  convene: request({
    heldOn: daySchema.optional(),
    present: z.array(memberId).min(1).max(60),
    chair: memberId.optional(),
  }),
  resolve: request({
    itemId: z.uuid(),
    resolution: z.enum(resolutions),
    text: text(5_000),
    minutes: z.string().trim().max(20_000).default(''),
    dissent: z
      .array(z.strictObject({ memberId, opinion: text(2_000) }))
      .max(60)
      .default([]),
  }),
  conclude: request({}),
  cancel: request({ reason: text(400) }),
  correct: request({ itemId: z.uuid().nullable().default(null), text: text(5_000) }),
} as const;
export type CommandName = keyof typeof commandSchemas;
export type CommandBody<Name extends CommandName = CommandName> = z.output<(typeof commandSchemas)[Name]>;

export const recordSchema = z.strictObject({
  about,
  question: text(400).optional(),
  meeting: z.strictObject({
    meetingNo: text(60).optional(),
    heldOn: daySchema,
    body: bodyCode.optional(),
    place: z.string().trim().max(120).optional(),
    chair: attendee.optional(),
    attendees: z.array(attendee).max(60),
    recused: z.array(attendee).max(60).default([]),
    absent: z.array(attendee).max(60).default([]),
  }),
  resolution: z.enum(resolutions),
  text: text(5_000),
  minutes: z.string().trim().max(20_000).default(''),
  dissent: z
    .array(z.strictObject({ who: attendee, opinion: text(2_000) }))
    .max(60)
    .default([]),
});
export type RecordBody = z.output<typeof recordSchema>;

export const listQuerySchema = z.object({
  status: z.enum(['called', 'convened', 'concluded', 'cancelled']).optional(),
  after: z.uuid().optional(),
  size: z.coerce.number().int().min(1).max(100).default(20),
});
export type ListQuery = z.output<typeof listQuerySchema>;

export const aboutQuerySchema = z.object({ about: z.uuid() });

export const bodySchema = z.strictObject({
  code: bodyCode,
  titleZh: text(60),
  titleEn: text(120),
  quorum: z.strictObject({ over: z.tuple([z.int(), z.int()]), least: z.int() }),
});

export const majorReportSchema = z.strictObject({
  about,
  /** The Party committee, the superior, or whoever is to be asked (请示) or told (报告). */
  to: text(80),
  text: text(5_000),
  ruleId: text(40).default('PLC-MAJOR-24H'),
  /** When the matter became known; the limit runs from there. Now unless told otherwise. */
  knownAt: z.iso.datetime().optional(),
});
export type MajorReportBody = z.output<typeof majorReportSchema>;

export const majorAnswerSchema = z.strictObject({ text: text(5_000), answeredOn: daySchema });
export type MajorAnswerBody = z.output<typeof majorAnswerSchema>;
