import { setTimeout as wait } from 'node:timers/promises';
import { testDatabase, testNats } from '@sup/testing';
import { bareProcess, counted } from './bare.process.ts';
import { BenchNetwork, machine } from './messaging.network.ts';

/**
 * 20,000 facts to an agency that was away. It comes back and drains them: in order, none missing, none twice. Against the
 * bare loop (no crypto, a message per fact) that drains as many. Goal: at least 3 times (DESIGN.md 9). Twice in a row on
 * the same broker: what was acknowledged must not count against the mailbox. Ours is timed from the process being up, its
 * leading and mailbox checks included; its effect is one row a fact, the bare loop's is four statements and an answer.
 */
const facts = Number(process.env['BENCH_FACTS'] ?? 20_000);
const records = 200;

/** What the peer has receipted without a gap. Cheap to ask: the probe must not be what is measured. */
const received = `select case when acked_gaps = '[]' then acked_high else 0 end from messaging_link`;

const ours = await drainOurs();
const bare = await drainBare();
const ratio = Math.min(...ours.map((run) => run.drained)) / bare.drained;
const appliedRatio = Math.min(...ours.map((run) => run.applied)) / bare.applied;
console.log(`drained (stored and receipted): ${ratio.toFixed(1)} times the bare loop (goal 3)`);
console.log(`applied: ${appliedRatio.toFixed(1)} times the bare loop`);
if (process.argv.includes('--json')) {
  const rates = { ours, bare };
  console.log(
    JSON.stringify({ name: 'backlog', ratio, appliedRatio, goal: 3, rates, percentiles: null, machine: machine() }),
  );
}
process.exit(0);

interface Rates {
  /** Facts a second from the return to the last receipt at the sender. */
  readonly drained: number;
  /** From the return to the last effect. */
  readonly applied: number;
}

async function drainOurs(): Promise<Rates[]> {
  const network = await BenchNetwork.make({}, 128 * 2 ** 20, true);
  const runs: Rates[] = [];
  try {
    await network.start('right');
    await network.start('left');
    await network.append('left', { to: 'right', count: 100, records: 1, chars: 560, together: 100, everyMs: 0 });
    await network.until('left', received, 100);
    for (let run = 1; run <= 2; run += 1) {
      await network.stop('right');
      await network.append('left', { to: 'right', count: facts, records, chars: 560, together: 250, everyMs: 0 });
      await network.until(
        'left',
        'select coalesce(max(seq), 0) from messaging_outbox where stored_at is not null',
        100 + run * facts,
      );
      const rates = await comeBack(network, 100 + run * facts);
      console.log(`run ${run}: ${Math.round(rates.drained)} drained/s, ${Math.round(rates.applied)} applied/s`);
      runs.push(rates);
      await check(network, 100 + run * facts);
    }
    return runs;
  } finally {
    await network.close();
  }
}

async function comeBack(network: BenchNetwork, total: number): Promise<Rates> {
  await network.start('right');
  const started = performance.now();
  const since = () => facts / ((performance.now() - started) / 1_000);
  const drained = network.until('left', received, total).then(since);
  const applied = network.until('right', 'select coalesce(max(place), 0) from ledger', total).then(since);
  return { drained: await drained, applied: await applied };
}

async function check(network: BenchNetwork, total: number): Promise<void> {
  const applied = await network.read('right', 'select count(distinct fact_id) from ledger');
  const disorder = await network.read(
    'right',
    `select count(*) from (select n, lag(n, 1, 0) over (partition by record_id order by place) as before from ledger) as pair
     where n <> before + 1`,
  );
  if (applied !== total) throw new Error(`${total} sent, ${applied} applied`);
  if (disorder !== 0) throw new Error(`${disorder} facts out of order`);
}

/** The same with the bare loop: the peer makes its stream, goes, and comes back on an empty database. */
async function drainBare(): Promise<Rates> {
  const nats = await testNats();
  const databases = [await testDatabase({}), await testDatabase({}), await testDatabase({})];
  const [left, first, second] = databases.map((database) => database.url);
  try {
    const away = await bareProcess({ own: 'right', peer: 'left', databaseUrl: first!, natsUrl: nats.url });
    const sender = await bareProcess({ own: 'left', peer: 'right', databaseUrl: left!, natsUrl: nats.url });
    await away.stop();
    const body = (key: number) => JSON.stringify({ key: String(key), text: '核查情况说明：'.padEnd(560, '材料') });
    for (let at = 0; at < facts; at += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => fetch(sender.url, { method: 'POST', body: body(at + index) })),
      );
    }
    const unsent = async () => {
      const [row] = await databases[0]!.dataSource.query<{ n: string }[]>(
        `select count(*) as n from outbox where state = 'queued'`,
      );
      return Number(row!.n);
    };
    while ((await unsent()) > 0) await wait(50);
    const back = await bareProcess({ own: 'right', peer: 'left', databaseUrl: second!, natsUrl: nats.url });
    const started = performance.now();
    const rate = () => facts / ((performance.now() - started) / 1_000);
    const rates = {
      drained: await counted(sender.url, 'sent', facts).then(rate),
      applied: await counted(back.url, 'received', facts).then(rate),
    };
    console.log(`bare loop: ${Math.round(rates.drained)} drained/s, ${Math.round(rates.applied)} applied/s`);
    await back.stop();
    await sender.stop();
    return rates;
  } finally {
    for (const database of databases) await database.drop();
    await nats.stop();
  }
}
