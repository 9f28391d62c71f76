import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The format of `domain/cases.json`, as far as the player reads it. Unknown members are kept and ignored. */
const deadlineSchema = z.looseObject({
  ruleId: z.string(),
  triggerAt: z.string(),
  dueBy: z.string(),
  expectedDueAt: z.string(),
  provisional: z.boolean().optional(),
});

const stepSchema = z.looseObject({
  seq: z.number(),
  at: z.string(),
  from: z.string(),
  to: z.string(),
  event: z.string(),
  instrument: z.string().optional(),
  deadline: deadlineSchema.optional(),
  guards: z.array(z.string()).default([]),
  legalBasis: z.string().optional(),
  note: z.string().optional(),
});
export type Step = z.infer<typeof stepSchema>;

const caseSchema = z.looseObject({
  id: z.string(),
  titleZh: z.string(),
  summaryZh: z.string(),
  source: z.looseObject({
    channel: z.string(),
    reporterKind: z.string(),
    realName: z.boolean().default(false),
    alias: z.string().nullable().default(null),
  }),
  receivedBy: z.string(),
  subject: z.looseObject({
    org: z.string(),
    office: z.string().nullable().default(null),
    persons: z
      .array(
        z.looseObject({
          alias: z.string(),
          role: z.string().default(''),
          partyMember: z.boolean().default(false),
          isUnitLeader: z.boolean().default(false),
        }),
      )
      .default([]),
  }),
  misconductCodes: z.array(z.string()).default([]),
  causes: z.array(z.string()).default([]),
  caseStage: z.string().nullable().default(null),
  steps: z.array(stepSchema),
  expected: z.looseObject({ finalState: z.string().nullable().default(null) }),
});
export type Case = z.infer<typeof caseSchema>;

const fileSchema = z.looseObject({ cases: z.array(caseSchema) });

/** Reads a file of cases. Throws with the path of the first member that does not fit. */
export function readCases(path: string): Case[] {
  const parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data.cases;
  const issue = parsed.error.issues[0];
  throw new Error(`${path}: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** One step of one case on the forward timeline over all cases (meta.reading 1). */
export interface Act {
  readonly of: Case;
  readonly step: Step;
}

/** Every step of every case in the order the officers act: by `at`, then as written. */
export function timeline(cases: readonly Case[]): Act[] {
  return cases
    .flatMap((of) => of.steps.map((step) => ({ of, step })))
    .map((act, index) => ({ act, index, at: Date.parse(act.step.at) }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ act }) => act);
}

/** The steps of the same case that come after this one in time. */
export function laterSteps({ of, step }: Act): Step[] {
  return of.steps
    .filter((other) => Date.parse(other.at) > Date.parse(step.at) || (other.at === step.at && other.seq > step.seq))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
