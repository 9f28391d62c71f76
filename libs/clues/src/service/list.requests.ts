import { daySchema } from '@sup/contracts';
import { z } from 'zod';
import { clueStatuses, listedQueues } from '../protocol/index.ts';

const statuses = Object.keys(clueStatuses);

const filters = {
  queue: z.enum(listedQueues).default('all'),
  q: z.string().trim().max(120).default(''),
  /** Statuses, comma-separated. */
  status: z
    .string()
    .max(400)
    .default('')
    .transform((text) => text.split(',').filter(Boolean))
    .refine((list) => list.every((status) => statuses.includes(status)), '没有这种状态 / no such status'),
  /** First and last day of receipt. */
  from: daySchema.optional(),
  to: daySchema.optional(),
};

export const clueListSchema = z.strictObject({
  ...filters,
  after: z.string().max(200).optional(),
  size: z.coerce.number().int().min(1).max(100).default(20),
});
export type ClueListQuery = z.output<typeof clueListSchema>;

export const searchSchema = z.strictObject({
  q: z.string().trim().min(1).max(120),
  after: z.string().max(200).optional(),
  size: z.coerce.number().int().min(1).max(100).default(20),
});
export type SearchQuery = z.output<typeof searchSchema>;

/** What a register is written of: the list's own filters. */
export const registerSchema = z.strictObject({
  ...filters,
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  lang: z.enum(['zh', 'en']).default('zh'),
});
export type RegisterQuery = z.output<typeof registerSchema>;

/** Rows that an officer has ticked, over several pages. */
export const selectionSchema = z.strictObject({ ids: z.array(z.uuid()).min(1).max(200) });
export type Selection = z.output<typeof selectionSchema>;
