import { BenchNetwork, machine, median, percentile } from './messaging.network.ts';

/**
 * The wire alone: outbox → parcels → inbox, sealed, signed, receipts back, against the same program with one fact in a
 * parcel: a message, a seal and a signature per fact. Goal: at least 5 times (DESIGN.md 9). Rounds alternate; medians.
 * And the latency of a fact at 20 a second, commit at the sender to commit at the receiver.
 */
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const variants = [
  { name: 'parcels of 256', facts: 30_000, tuning: { parcelFacts: 256 } },
  { name: 'one fact a parcel', facts: 3_000, tuning: { parcelFacts: 1, parcelsInFlight: 256 } },
] as const;

/** What the peer has receipted without a gap. Cheap to ask: the probe must not be what is measured. */
const received = `select case when acked_gaps = '[]' then acked_high else 0 end from messaging_link`;

const rates: Record<string, number[]> = {};
for (let round = 1; round <= rounds; round += 1) {
  for (const variant of variants) {
    const rate = await measure(variant.facts, variant.tuning);
    (rates[variant.name] ??= []).push(rate);
    console.log(`round ${round}: ${variant.name}: ${Math.round(rate)} facts/s`);
  }
}
const [parcels, single] = variants.map((variant) => median(rates[variant.name]!));
const latency = await measureLatency();
const ratio = parcels! / single!;
console.log(
  `median: ${Math.round(parcels!)} against ${Math.round(single!)} facts/s: ${ratio.toFixed(1)} times (goal 5)`,
);
console.log(`at 20 a second, commit to commit: p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms`);
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ name: 'wire', ratio, goal: 5, rates, percentiles: latency, machine: machine() }));
}
process.exit(0);

/** Facts a second from the first number given out to the last receipt. */
async function measure(facts: number, tuning: object): Promise<number> {
  const network = await BenchNetwork.make(tuning, 512 * 2 ** 20, false);
  try {
    await network.start('right');
    await network.start('left');
    const order = { to: 'right', records: 100, chars: 560, together: 500, everyMs: 0 };
    await network.append('left', { ...order, count: 256 });
    await network.until('left', received, 256);
    // The relay stands still while the outbox fills: another holds the lead.
    await network.stop('left');
    const lock = network.databases['left']!.dataSource.createQueryRunner();
    await lock.query(`select pg_advisory_lock(hashtextextended('messaging:lead', 0))`);
    await network.start('left');
    await network.append('left', { ...order, count: facts });
    await lock.query(`select pg_advisory_unlock(hashtextextended('messaging:lead', 0))`);
    await lock.release();
    await network.until('left', 'select next_seq from messaging_link', 258);
    const started = performance.now();
    await network.until('left', received, facts + 256);
    const seconds = (performance.now() - started) / 1_000;
    await check(network, facts + 256);
    return facts / seconds;
  } finally {
    await network.close();
  }
}

async function check(network: BenchNetwork, facts: number): Promise<void> {
  const stored = await network.read('right', 'select count(distinct fact_id) from messaging_inbox');
  const rows = await network.read('right', 'select count(*) from messaging_inbox');
  if (stored !== facts || rows !== facts) throw new Error(`${facts} sent, ${rows} rows of ${stored} facts stored`);
}

async function measureLatency(): Promise<{ p50: number; p95: number; p99: number }> {
  const network = await BenchNetwork.make({}, 64 * 2 ** 20, false);
  try {
    await network.start('right');
    await network.start('left');
    const order = { to: 'right', records: 10, chars: 560, together: 1 };
    await network.append('left', { ...order, count: 20, everyMs: 50 });
    await network.append('left', { ...order, count: 300, everyMs: 50 });
    await network.until('left', received, 320);
    const sent = await times(
      network,
      'left',
      'select fact_id, appended_at as at from messaging_outbox order by seq offset 20',
    );
    const stored = await times(network, 'right', 'select fact_id, received_at as at from messaging_inbox');
    const waits = [...sent].map(([fact, at]) => stored.get(fact)! - at);
    const rounded = (part: number) => Math.round(percentile(waits, part) * 10) / 10;
    return { p50: rounded(0.5), p95: rounded(0.95), p99: rounded(0.99) };
  } finally {
    await network.close();
  }
}

async function times(network: BenchNetwork, id: string, sql: string): Promise<Map<string, number>> {
  const rows = await network.databases[id]!.dataSource.query<{ fact_id: string; ms: number }[]>(
    `select fact_id, extract(epoch from at)::float8 * 1000 as ms from (${sql}) as found`,
  );
  return new Map(rows.map((row) => [row.fact_id, row.ms]));
}
