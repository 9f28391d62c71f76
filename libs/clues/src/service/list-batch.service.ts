import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { DomainError } from '@sup/kernel';
import { z } from 'zod';
import { type ClueCommandName, clueCommandSchemas } from './clue.requests.ts';
import { CluesService } from './commands.service.ts';

/** Commands that make sense for several clues at once. */
export const batchCommands = [
  'begin-screening',
  'accept',
  'assign',
  'prepare-referral',
  'note',
] as const satisfies readonly ClueCommandName[];
type BatchCommand = (typeof batchCommands)[number];

export const batchSchema = z.strictObject({
  command: z.enum(batchCommands),
  items: z
    .array(z.strictObject({ id: z.uuid(), expectedVersion: z.int().min(0).optional() }))
    .min(1)
    .max(200),
  /** The command's own body, the same for each. */
  body: z.record(z.string(), z.unknown()).default({}),
});
export type Batch = z.output<typeof batchSchema>;

/** What became of one ticked row. `absent`: gone, or never to be known by this officer. */
export interface BatchRow {
  readonly id: string;
  readonly outcome: 'done' | 'absent' | 'refused';
  readonly code: string | null;
  readonly zh: string | null;
  readonly en: string | null;
  /** What the command made, as `{referralId}`. */
  readonly made: Readonly<Record<string, string>>;
}

/** One command on each of the ticked clues (CON-01): each is checked and done on its own, and each is answered for. */
@Injectable()
export class ClueBatches {
  constructor(private readonly clues: CluesService) {}

  async run({ command, items, body }: Batch, actor: Actor): Promise<BatchRow[]> {
    const answers: BatchRow[] = [];
    for (const { id, expectedVersion } of new Map(items.map((item) => [item.id, item])).values()) {
      const given = { ...body, ...(expectedVersion === undefined ? {} : { expectedVersion }) };
      answers.push(await this.one(command, id, { given, actor }));
    }
    return answers;
  }

  private async one(
    command: BatchCommand,
    id: string,
    { given, actor }: { readonly given: Record<string, unknown>; readonly actor: Actor },
  ): Promise<BatchRow> {
    const checked = clueCommandSchemas[command].safeParse(given);
    if (!checked.success) return refused(id, inputInvalid(checked.error));
    try {
      const made = await this.clues.command(command, { id, body: checked.data, actor });
      return { id, outcome: 'done', code: null, zh: null, en: null, made };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return refused(id, error);
    }
  }
}

function refused(id: string, { kind, code, text }: DomainError): BatchRow {
  return { id, outcome: kind === 'absent' ? 'absent' : 'refused', code, ...text, made: {} };
}

function inputInvalid(error: z.ZodError): DomainError {
  const fields = error.issues.map(({ path }) => path.map(String).join('.')).join(', ');
  return new DomainError('INPUT_INVALID', 'invalid', { zh: `输入有误：${fields}`, en: `Invalid input: ${fields}` });
}
