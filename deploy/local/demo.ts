import { parseArgs } from 'node:util';
import { join, resolve } from 'node:path';
import { referralClocks } from '@sup/referrals/protocol';
import { AgencyClient } from './agency.client.ts';
import { readCases } from './demo/cases.ts';
import { type Network, Player } from './demo/play.ts';
import { stepLine, summary } from './demo/report.ts';
import { LocalNetwork } from './local.network.ts';

/**
 * `npm run demo -- [--cases FILE] [--json] [--keep]`: plays cases through HTTP, as the officers would, on a network of its
 * own and on its business clock. `--keep` leaves that network running until ctrl-C, to look at it.
 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: join(import.meta.dirname, 'demo', 'cases.json') },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const say = (line: string) => (values.json ? process.stderr.write(`${line}\n`) : console.log(line));

const cases = readCases(resolve(values.cases));
say('Starting a network of its own for the demonstration …');
const local = await LocalNetwork.start();
let asked = false;
process.on('SIGINT', () => void (asked = true));
try {
  const player = new Player(await networkOf(local));
  const reports = await player.play(cases, ({ of }, step) => say(stepLine(of, step)));
  if (values.json) for (const report of reports) console.log(JSON.stringify(report));
  say(`\n${summary(reports)}`);
  process.exitCode = reports.some(({ steps }) => steps.some(({ status }) => status === 'failed')) ? 1 : 0;
  if (values.keep) await keep();
} finally {
  await local.stop();
}

async function networkOf(network: LocalNetwork): Promise<Network> {
  const agencies = new Map(network.agencies().map((agency) => [agency.id, new AgencyClient(agency)]));
  const first = [...agencies.values()][0]!;
  const directory = await first.get<{
    agencies: { id: string; offices: { id: string }[] }[];
    outsideParties: Record<string, unknown>;
  }>('clerk', '/api/agencies');
  return {
    agencies,
    offices: new Map(
      directory.agencies.flatMap(({ id, offices }) => offices.map((office) => [office.id, id] as const)),
    ),
    outside: new Set(Object.keys(directory.outsideParties)),
    rungRules: new Set(referralClocks.map(({ rule }) => rule)),
  };
}

async function keep(): Promise<void> {
  for (const { id, publicOrigin, signIns } of local.agencies() as (ReturnType<LocalNetwork['agencies']>[number] & {
    publicOrigin: string;
  })[]) {
    say(`  ${id.padEnd(16)} ${publicOrigin}  password ${signIns[0]?.password}`);
  }
  say('ctrl-C ends it.');
  while (!asked) await new Promise((done) => setTimeout(done, 200));
}
