import { setTimeout as wait } from 'node:timers/promises';
import { type AgencyClient, LocalNetwork, type ReferralView, letter } from '@sup/deploy';
import { testDatabase, testNats } from '@sup/testing';
import { bareProcess, counted } from './bare.process.ts';
import { machine } from './messaging.network.ts';

/**
 * Referrals end to end: HTTP at the sender → stored and delivered at the receiver → its answer back at the sender. The real
 * services against the bare loop (a message per fact; no crypto, rules, access or clocks), both with 16 officers at once.
 * Drafts are written and approved beforehand: what is timed is the sending. Goal: 1.0 of the bare loop, 0.7 to be accepted.
 */
const referrals = Number(process.env['BENCH_REFERRALS'] ?? 1_000);
const officers = 16;
/** Letters drafted so far, over all rounds. */
let written = 0;

interface Rates {
  /** Referrals a second, from the first request to the last answer. */
  readonly perSecond: number;
  /** Milliseconds until HTTP has answered the sender's officer. */
  readonly http: { readonly p50: number; readonly p95: number; readonly p99: number };
}

const ours = await measureOurs();
const bare = await measureBare();
const ratio = ours.perSecond / bare.perSecond;
console.log(`services   ${describe(ours)}`);
console.log(`bare loop  ${describe(bare)}`);
console.log(`ratio ${ratio.toFixed(2)} (goal 1.0, accepted 0.7)`);
if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify({
      name: 'referral',
      ratio,
      goal: 0.7,
      rates: { ours: ours.perSecond, bare: bare.perSecond },
      percentiles: { ours: ours.http, bare: bare.http },
      machine: machine(),
    }),
  );
}
process.exit(0);

async function measureOurs(): Promise<Rates> {
  const network = await LocalNetwork.start(['plc', 'police-c'], { SUP_HEAP: 'roomy' });
  try {
    const sender = network.client('plc');
    await sendAll(sender, 50);
    return await sendAll(sender, referrals);
  } finally {
    await network.stop();
  }
}

async function sendAll(sender: AgencyClient, count: number): Promise<Rates> {
  const ids: string[] = [];
  await byOfficers(count, async (index) => {
    const { id } = await sender.post<ReferralView>(
      'clerk',
      '/api/referrals',
      letter('police-c', `反映事项${written + index}`),
    );
    await sender.post('head', `/api/referrals/${id}/approve`, {});
    ids.push(id);
  });
  written += count;
  return timed(
    count,
    (index) => sender.post('clerk', `/api/referrals/${ids[index]}/send`, {}),
    async () => {
      const { total } = await sender.get<{ total: number }>(
        'clerk',
        '/api/referrals?box=outgoing&status=delivered&size=1',
      );
      return total >= written;
    },
  );
}

async function measureBare(): Promise<Rates> {
  const nats = await testNats();
  const databases = [await testDatabase({}), await testDatabase({})];
  const [left, right] = databases.map(({ url }) => url);
  const receiver = await bareProcess({ own: 'right', peer: 'left', databaseUrl: right!, natsUrl: nats.url });
  const sender = await bareProcess({ own: 'left', peer: 'right', databaseUrl: left!, natsUrl: nats.url });
  const text = JSON.stringify(letter('police-c', '反映事项'));
  const post = (key: string) =>
    fetch(sender.url, { method: 'POST', body: JSON.stringify({ key, text }) }).then((response) => response.text());
  try {
    await timed(
      50,
      (index) => post(`warm-${index}`),
      () => Promise.resolve(true),
    );
    await counted(sender.url, 'answered', 50);
    return await timed(
      referrals,
      (index) => post(`r-${index}`),
      () => counted(sender.url, 'answered', 50 + referrals).then(() => true),
    );
  } finally {
    await sender.stop();
    await receiver.stop();
    for (const database of databases) await database.drop();
    await nats.stop();
  }
}

async function timed(
  count: number,
  act: (index: number) => Promise<unknown>,
  done: () => Promise<boolean>,
): Promise<Rates> {
  const latencies: number[] = [];
  const started = performance.now();
  await byOfficers(count, async (index) => {
    const from = performance.now();
    await act(index);
    latencies.push(performance.now() - from);
  });
  while (!(await done())) await wait(20);
  const seconds = (performance.now() - started) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round((latencies[Math.floor(share * (latencies.length - 1))] ?? 0) * 10) / 10;
  return { perSecond: Math.round((count / seconds) * 10) / 10, http: { p50: at(0.5), p95: at(0.95), p99: at(0.99) } };
}

async function byOfficers(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const officer = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: officers }, officer));
}

function describe({ perSecond, http }: Rates): string {
  return `${String(perSecond).padStart(8)} referrals/s   HTTP p50 ${http.p50} ms, p95 ${http.p95} ms, p99 ${http.p99} ms`;
}
