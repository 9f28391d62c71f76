import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { machine, percentile } from './messaging.network.ts';
import type * as Program from './register.program.ts';
import type { Timings } from './register.program.ts';

/**
 * The register at 10,000 and at 1,000,000 clues (`--rows` another number): lists, search and the check for duplicates, in
 * the service, with need-to-know in every statement, on a PostgreSQL of its own. Goals (DESIGN.md 9): p95 of lists and of
 * search at most 1.5 times the small one's; the check below 100 ms, told as a ratio to a plain indexed lookup.
 */
const small = 10_000;
const rows = Number(argument('--rows') ?? 1_000_000);
const runs = Number(argument('--runs') ?? 200);

const { measure } = await program();
const few = await measure(small, runs);
report(few);
const many = await measure(rows, runs);
report(many);

const ratios = {
  lists: p95(all(many.lists)) / p95(all(few.lists)),
  searches: p95(all(many.searches)) / p95(all(few.searches)),
  duplicatesToLookup: p95(many.duplicates) / p95(many.lookups),
  duplicatesGrowth: p95(many.duplicates) / p95(few.duplicates),
};
console.log(
  `p95 at ${rows} against ${small}: lists ${ratios.lists.toFixed(2)}, search ${ratios.searches.toFixed(2)} (goal 1.5 each); ` +
    `duplicates ${p95(many.duplicates).toFixed(1)} ms (goal 100), ${ratios.duplicatesToLookup.toFixed(1)} plain lookups`,
);
if (process.argv.includes('--json')) {
  const percentiles = { small: summary(few), large: summary(many) };
  const seconds = { fillSmall: few.fillSeconds, fillLarge: many.fillSeconds };
  console.log(
    JSON.stringify({
      name: 'register',
      rows,
      ratios,
      goal: 1.5,
      seconds,
      bytes: many.bytes,
      percentiles,
      machine: machine(),
    }),
  );
}
process.exit(0);

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function all(kinds: Timings['lists']): number[] {
  return Object.values(kinds).flat();
}

function p95(values: readonly number[]): number {
  return percentile(values, 0.95);
}

function summary(timings: Timings) {
  const of = (kinds: Timings['lists']) =>
    Object.fromEntries(
      Object.entries(kinds).map(([kind, values]) => [
        kind,
        [0.5, 0.95].map((part) => rounded(percentile(values, part))),
      ]),
    );
  const { duplicates, lookups } = timings;
  return { lists: of(timings.lists), searches: of(timings.searches), ...of({ duplicates, lookups }) };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function report(timings: Timings): void {
  console.log(`${timings.rows} clues, filled in ${timings.fillSeconds.toFixed(0)} s; [p50, p95] in ms`);
  console.log(JSON.stringify(summary(timings)));
}

/** Bundled as a service is: the libraries have decorators, which Node does not strip. */
async function program(): Promise<typeof Program> {
  const root = resolve(import.meta.dirname, '../..');
  const folder = join(root, '.test', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const inlined = (id: string) =>
    id.startsWith('.') || id.startsWith('/') || id.startsWith('@sup/') || id.startsWith('@oxc-project/runtime');
  const built = await rolldown({
    input: join(import.meta.dirname, 'register.program.ts'),
    platform: 'node',
    tsconfig: join(root, 'tsconfig.base.json'),
    external: (id) => !inlined(id),
    logLevel: 'silent',
  });
  const file = join(folder, 'register.mjs');
  await built.write({ file, format: 'esm', keepNames: true, codeSplitting: false });
  return (await import(file)) as typeof Program;
}
