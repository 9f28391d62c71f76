import { z } from 'zod';
import { agencyIdSchema, agencySchema } from '../agencies.ts';
import { type FactType, daySchema, instantSchema } from './envelope.ts';

/** A public key of an agency. Old keys stay listed so that old signatures verify and old parcels open. */
export const agencyKeySchema = z.strictObject({
  kid: z.string().min(1).max(80),
  agency: agencyIdSchema,
  use: z.enum(['sign', 'seal']),
  suite: z.literal('X25519-A256GCM-Ed25519'),
  /** base64url of the raw 32-byte public key. */
  publicKey: z.string().max(60),
  validFrom: instantSchema,
  /** After this nothing new may be signed by or sealed to the key. */
  retiredAt: instantSchema.nullable(),
});
export type AgencyKey = z.infer<typeof agencyKeySchema>;

/** The directory: who is on the network and which keys are theirs. Signed by two security administrators (PROTOCOL.md 5, 17). */
export const directorySchema = z.strictObject({
  version: z.int().min(1),
  issuedAt: instantSchema,
  agencies: z.array(agencySchema),
  keys: z.array(agencyKeySchema),
});
export type Directory = z.infer<typeof directorySchema>;

export const signedDirectorySchema = z.strictObject({
  directory: directorySchema,
  signatures: z.array(z.strictObject({ agency: agencyIdSchema, kid: z.string(), signature: z.string() })).min(2),
});
export type SignedDirectory = z.infer<typeof signedDirectorySchema>;

/** One published year of the working-day calendar, from the State Council's notice. */
export const calendarYearSchema = z.strictObject({
  year: z.int().min(2000).max(2200),
  notice: z.string().max(200),
  offDays: z.array(z.strictObject({ on: daySchema, name: z.string().max(40) })),
  makeUpWorkdays: z.array(z.strictObject({ on: daySchema, name: z.string().max(40) })),
});
export type CalendarYear = z.infer<typeof calendarYearSchema>;

export const calendarSchema = z.strictObject({
  /** `2026.1`: the last year covered and the edition. Grows; never edited. */
  version: z.string().max(60),
  years: z.array(calendarYearSchema).min(1),
});
export type Calendar = z.infer<typeof calendarSchema>;

export const networkFacts = {
  /** The addressee could not process a fact (对方处理失败): the sender sees it beside the fact. */
  'fact.not-processed': {
    track: 'note',
    version: 1,
    title: { zh: '对方处理失败', en: 'Not processed by the addressee' },
    data: z.strictObject({
      factId: z.uuid(),
      factType: z.string().max(80),
      code: z.string().max(80),
      attempts: z.int().min(0),
    }),
  },
  /** Withdraws `fact.not-processed` once a retry has succeeded. */
  'fact.processed-after-all': {
    track: 'note',
    version: 1,
    title: { zh: '对方已处理', en: 'Processed after all' },
    data: z.strictObject({ factId: z.uuid(), factType: z.string().max(80) }),
  },
  'directory.published': {
    track: 'note',
    version: 1,
    title: { zh: '目录发布', en: 'Directory published' },
    data: signedDirectorySchema,
  },
  'calendar.published': {
    track: 'note',
    version: 1,
    title: { zh: '工作日历发布', en: 'Calendar published' },
    data: calendarSchema,
  },
} as const satisfies Record<string, FactType>;
