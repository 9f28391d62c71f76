import { z } from 'zod';
import { importEncodings } from './import-text.rules.ts';

export const importSchema = z.strictObject({
  /** `preview` reads and changes nothing; `apply` makes drafts of the same file, each row once however often it is sent. */
  step: z.enum(['preview', 'apply']),
  /** For text files: the officer's choice against the guess of the preview. */
  encoding: z.enum(importEncodings).optional(),
});
export type ImportQuery = z.output<typeof importSchema>;
/** Bytes of a list. */
export const importBytesAtMost = 8 * 1024 * 1024;
