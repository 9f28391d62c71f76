import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { testDatabase } from '@sup/testing';
import type { BenchAnswer, BenchOrder } from './audit.process.ts';
import { machine, median } from './messaging.network.ts';

/**
 * The audit chain. Verification of 1,000,000 entries against a bare select of the same rows through the same cursor, with the memory
 * each took in a process of its own (goal: under 30 s, constant memory; resident memory is mostly garbage not yet collected, so it is
 * measured again in a small heap, for all entries and for a tenth). And what an entry costs: a transaction that records one
 * against the same transaction with a plain insert, and reads that share their commits. Rounds alternate; medians.
 */
const entries = Number(process.env['BENCH_ENTRIES'] ?? 1_000_000);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const sealedEntries = 20_000;
const appends = 2_000;
/** Leaves V8 no room to put off collecting: what is then resident is what a verification needs. */
const heldMemory = ['--max-old-space-size=48', '--max-semi-space-size=1'];
const lanes = 8;

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, '.test', `bench-audit-${process.pid}`);
const program = join(folder, 'audit.mjs');
mkdirSync(folder, { recursive: true });
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const bundler = join(root, 'libs/audit/src/testing/bundle.mjs');
const bundled = spawnSync(process.execPath, [bundler, join(import.meta.dirname, 'audit.process.ts'), program], {
  encoding: 'utf8',
});
if (bundled.status !== 0) throw new Error(bundled.stderr);

const sealedPerSecond = await sealing();
console.log(`recorded and chained ${Math.round(sealedPerSecond)} entries/s`);
const database = await testDatabase({});
const filled = await ordered({ do: 'fill', entries });
console.log(`filled a chain of ${entries} entries in ${filled.seconds.toFixed(1)} s`);
await database.dataSource.query('vacuum analyze audit_entry');
const selected = await ordered({ do: 'select' });
const verified = await ordered({ do: 'verify' });
if (verified.rows !== entries || !verified.report?.intact) throw new Error('the chain is not in order');
const held = await ordered({ do: 'verify' }, database.url, heldMemory);
const small = await smallVerification();
const ratio = verified.seconds / selected.seconds;
console.log(
  `bare select   ${selected.seconds.toFixed(1)} s   ${selected.rssBefore} MB, at most ${selected.rssPeak} MB`,
);
console.log(
  `verification  ${verified.seconds.toFixed(1)} s   ${verified.rssBefore} MB, at most ${verified.rssPeak} MB`,
);
console.log(
  `ratio ${ratio.toFixed(2)}; in a heap of 48 MB, where garbage cannot wait: ${held.rssBefore} MB, at most ${held.rssPeak} MB; ` +
    `a tenth of the entries: ${small.rssBefore} MB, at most ${small.rssPeak} MB`,
);

const rates: Record<'record' | 'plain' | 'saw', number[]> = { record: [], plain: [], saw: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const how of ['plain', 'record', 'saw'] as const) {
    const { seconds } = await ordered({ do: 'append', how, times: appends, lanes });
    rates[how].push(appends / seconds);
  }
}
const [plain, record, saw] = [median(rates.plain), median(rates.record), median(rates.saw)];
const appendCost = plain / record;
console.log(`a plain insert ${Math.round(plain)}/s, a record ${Math.round(record)}/s: cost ${appendCost.toFixed(2)}`);
console.log(`reads that share their commits ${Math.round(saw)}/s`);
await database.drop();
if (process.argv.includes('--json')) {
  const goals = { verifySeconds: 30, verifyRatio: 3, appendCost: 1.25 };
  const memory = {
    before: verified.rssBefore,
    peak: verified.rssPeak,
    growth: verified.rssPeak - verified.rssBefore,
    heldBefore: held.rssBefore,
    heldPeak: held.rssPeak,
    heldPeakOfATenth: small.rssPeak,
    peakOfBareSelect: selected.rssPeak,
  };
  console.log(
    JSON.stringify({
      name: 'audit',
      ratio,
      goals,
      entries,
      sealedPerSecond,
      seconds: { fill: filled.seconds, select: selected.seconds, verify: verified.seconds, verifyHeld: held.seconds },
      rssMb: memory,
      appendCost,
      rates: { plain, record, saw },
      machine: machine(),
    }),
  );
}
process.exit(0);

/** One order to a fresh process over the bench's database. */
async function ordered(order: BenchOrder, url = database.url, execArgv: string[] = []): Promise<BenchAnswer> {
  const child = fork(program, [url], { execArgv });
  await heard(child);
  child.send(order);
  const answer = (await heard(child)) as BenchAnswer;
  const ended = new Promise((done) => child.once('exit', done));
  child.send('stop');
  await ended;
  return answer;
}

async function smallVerification(): Promise<BenchAnswer> {
  const tenth = await testDatabase({});
  try {
    await ordered({ do: 'fill', entries: entries / 10 }, tenth.url);
    return await ordered({ do: 'verify' }, tenth.url, heldMemory);
  } finally {
    await tenth.drop();
  }
}

async function sealing(): Promise<number> {
  const own = await testDatabase({});
  try {
    const { rows, seconds } = await ordered({ do: 'seal', entries: sealedEntries }, own.url);
    return rows / seconds;
  } finally {
    await own.drop();
  }
}

function heard(child: ChildProcess): Promise<unknown> {
  return new Promise((done, failed) => {
    child.once('message', done);
    child.once('exit', (code) => failed(new Error(`the process of the bench ended with ${code}`)));
  });
}
