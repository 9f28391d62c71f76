import { auditActs, auditOutcomes } from '@sup/audit/protocol';
import { z } from 'zod';

const word = z.string().trim().min(1).max(200);
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
/** An instant, or a day in Asia/Shanghai that stands for its first instant. */
const since = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: '应为日期或时刻 / must be a day or an instant',
  })
  .transform((given) => new Date(dayPattern.test(given) ? `${given}T00:00:00+08:00` : given).toISOString());
/** As `since`; a day stands for its end. */
const until = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: '应为日期或时刻 / must be a day or an instant',
  })
  .transform((given) =>
    dayPattern.test(given)
      ? new Date(Date.parse(`${given}T00:00:00+08:00`) + 86_400_000).toISOString()
      : new Date(given).toISOString(),
  );

const filters = {
  actor: word.optional(),
  record: word.optional(),
  caseId: word.optional(),
  act: z.enum(auditActs).optional(),
  action: word.optional(),
  outcome: z.enum(auditOutcomes).optional(),
  code: word.optional(),
  from: since.optional(),
  to: until.optional(),
};

/** `GET /api/audit/entries`. */
export const entriesQuerySchema = z.strictObject({
  ...filters,
  after: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, '应为上一页的 next / must be the `next` of a page')
    .transform(Number)
    .optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
});

/** `GET /api/audit/export`. */
export const exportQuerySchema = z.strictObject(filters);

/** `POST /api/audit/verify`. */
export const verifySchema = z.strictObject({ askPeers: z.boolean().default(true) });
