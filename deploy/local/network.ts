import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AgencyClient, type NetworkAgency } from './agency.client.ts';
import { traversableFolder } from './folders.ts';
import { keepPlan, planOf, withAgency } from './network.plan.ts';
import { type NetworkState, memoryOf, readState, runningLauncher } from './network.state.ts';

/** `npm run network -- status|stop|reset|reconcile|audit-verify|add-agency …`: what is running, and what can be done with it. */
const root = resolve(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dir: { type: 'string', default: join(root, '.network') } },
});
const folder = resolve(values.dir);
const counts = ['sent', 'waiting', 'stored', 'received', 'applied', 'dead', 'setAside', 'missing', 'doubled'] as const;
const [command = 'status', ...words] = positionals;
const commands: Readonly<Record<string, () => Promise<number>>> = {
  status,
  stop,
  reset,
  reconcile,
  'audit-verify': auditVerify,
  'add-agency': addAgency,
};

const run = commands[command];
if (!run) {
  console.error(`npm run network -- ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});

async function status(): Promise<number> {
  const state = readState(folder);
  if (!state || !runningLauncher(state)) {
    console.log('No network is running here. Start one with `npm start`.');
    return 1;
  }
  const rows = [
    ...state.processes.map(({ name, pid }) => ({ name, pid, address: '' })),
    ...state.agencies.map(({ id, pid, publicOrigin }) => ({ name: id, pid, address: publicOrigin })),
  ];
  let total = 0;
  let unready = 0;
  for (const { name, pid, address } of rows) {
    const agency = state.agencies.find(({ id }) => id === name);
    const ready = agency ? await isReady(agency.baseUrl) : pid !== null;
    // The launcher's own children are the other rows.
    const memory = pid === null ? null : name === 'launcher' ? ownMemory(pid, rows) : memoryOf(pid);
    total += memory ?? 0;
    if (!ready) unready += 1;
    console.log(
      `${ready ? 'ready    ' : 'NOT READY'} ${name.padEnd(16)} pid ${String(pid ?? '—').padEnd(8)} ${megabytes(memory)} ${address}`,
    );
  }
  console.log(`\nPSS of all that was started: ${megabytes(total)}`);
  return unready === 0 ? 0 : 1;
}

async function stop(): Promise<number> {
  const pid = runningLauncher(readState(folder));
  if (pid === null) {
    console.log('No network is running here.');
    return 0;
  }
  process.kill(pid, 'SIGTERM');
  for (let tries = 0; runningLauncher(readState(folder)) !== null; tries += 1) {
    if (tries > 400) throw new Error(`the launcher (process ${pid}) did not stop within 40 s`);
    await wait(100);
  }
  console.log('stopped');
  return 0;
}

async function reset(): Promise<number> {
  await stop();
  rmSync(traversableFolder(folder, 'data'), { recursive: true, force: true });
  for (const name of ['plan.json', 'network.json', 'agencies', 'nats', 'logs'])
    rmSync(join(folder, name), { recursive: true, force: true });
  console.log('All data of this network is deleted.');
  return 0;
}

type Reconciled = Readonly<Record<(typeof counts)[number], number | null>> & {
  readonly peer: string;
  readonly reachable: boolean;
  readonly agrees: boolean | null;
};

/** Every direction of every pair, counted at both ends: the sender's service asks its peer for what it holds. */
async function reconcile(): Promise<number> {
  const sums = { missing: 0, doubled: 0, dead: 0 };
  const unproven: string[] = [];
  console.log(['from'.padEnd(16), 'to'.padEnd(16), ...counts.map((name) => name.padStart(9))].join(' '));
  for (const agency of running().agencies) {
    const rows = await reconciled(agency);
    if (!rows) unproven.push(`${agency.id}: the service does not answer`);
    for (const row of rows ?? []) {
      for (const name of ['missing', 'doubled', 'dead'] as const) sums[name] += row[name] ?? 0;
      if (!row.reachable) unproven.push(`${agency.id} → ${row.peer}: the peer does not answer`);
      else if (row.agrees === false) unproven.push(`${agency.id} → ${row.peer}: the two ends hold different facts`);
      if (!row.reachable || counts.some((name) => (row[name] ?? 0) > 0)) {
        const cells = counts.map((name) => String(row[name] ?? '—').padStart(9));
        console.log([agency.id.padEnd(16), row.peer.padEnd(16), ...cells].join(' '));
      }
    }
  }
  for (const line of unproven) console.log(`not proven: ${line}`);
  console.log(`\n${sums.missing} missing, ${sums.doubled} double, ${sums.dead} dead letters`);
  return sums.missing + sums.doubled + unproven.length === 0 ? 0 : 1;
}

async function reconciled(agency: NetworkAgency): Promise<readonly Reconciled[] | null> {
  return new AgencyClient(agency).get<{ peers: Reconciled[] }>('sysadmin', '/api/network/reconcile').then(
    ({ peers }) => peers,
    () => null,
  );
}

interface Verified {
  readonly agency: string;
  readonly intact: boolean;
  readonly entries: number;
  readonly broken: number;
  readonly findings: readonly { readonly seq: number; readonly kind: string; readonly about: string | null }[];
  readonly anchors: number;
  readonly witnesses: readonly {
    readonly peer: string;
    readonly reachable: boolean;
    readonly agrees: boolean | null;
  }[];
  readonly seconds: number;
}

/** Reads the audit chains again, of the agencies named or of all, against themselves and against what the peers remember. */
async function auditVerify(): Promise<number> {
  const { agencies } = running();
  const unknown = words.find((word) => !agencies.some(({ id }) => id === word));
  if (unknown) throw new Error(`the network has no agency ${unknown}`);
  let broken = 0;
  for (const agency of agencies.filter(({ id }) => words.length === 0 || words.includes(id))) {
    const report = await new AgencyClient(agency).post<Verified>('auditor', '/api/audit/verify', {});
    const asked = report.witnesses.filter(({ reachable }) => reachable);
    console.log(
      `${report.intact ? 'in order' : 'BROKEN  '} ${agency.id.padEnd(16)} ${report.entries} entries, ${report.anchors} ` +
        `countersignatures, ${asked.length} of ${report.witnesses.length} peers asked, ${report.seconds} s`,
    );
    for (const { seq, kind, about } of report.findings)
      console.log(`  entry ${seq}: ${kind}${about ? ` (${about})` : ''}`);
    if (report.broken > report.findings.length) console.log(`  … ${report.broken} in all`);
    broken += report.broken;
  }
  return broken === 0 ? 0 : 1;
}

async function addAgency(): Promise<number> {
  const [id, kind, level, superior, nameZh, nameEn = nameZh] = words;
  if (!id || !nameZh)
    throw new Error('npm run network -- add-agency <id> <kind> <level> <superior or -> <nameZh> [nameEn]');
  const row = { id, kind, level, superior: superior === '-' ? null : superior, nameZh, nameEn };
  const pid = runningLauncher(readState(folder));
  keepPlan(folder, await withAgency(await planOf(folder, []), row));
  if (pid === null) {
    console.log(`${id} is on this network; it starts with \`npm start\`.`);
    return 0;
  }
  process.kill(pid, 'SIGUSR2');
  for (let tries = 0; tries < 1_200; tries += 1) {
    const added = readState(folder)?.agencies.find((agency) => agency.id === id);
    if (added && (await isReady(added.baseUrl)) && (await probe(running()))) {
      console.log(`${id} is ready at ${added.publicOrigin}, and every pair answers.`);
      return 0;
    }
    await wait(200);
  }
  throw new Error(`${id} did not become reachable within 4 minutes; see ${join(folder, 'logs')}`);
}

/** Whether every agency has a question answered by every other, and none waits for another's mailbox. */
async function probe(state: NetworkState): Promise<boolean> {
  const peers = state.agencies.length - 1;
  for (const agency of state.agencies) {
    const rows = await reconciled(agency);
    if (!rows || rows.length < peers || rows.some(({ reachable, waiting }) => !reachable || (waiting ?? 0) > 0))
      return false;
  }
  return true;
}

function running(): NetworkState {
  const state = readState(folder);
  if (!state || !runningLauncher(state)) throw new Error('No network is running here. Start one with `npm start`.');
  return state;
}

async function isReady(baseUrl: string): Promise<boolean> {
  return fetch(`${baseUrl}/api/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function ownMemory(pid: number, rows: readonly { name: string; pid: number | null }[]): number {
  const others = rows
    .filter(({ name }) => name !== 'launcher')
    .reduce((sum, row) => sum + (row.pid ? (memoryOf(row.pid) ?? 0) : 0), 0);
  return Math.max(0, (memoryOf(pid) ?? 0) - others);
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '       —' : `${(bytes / 2 ** 20).toFixed(0).padStart(5)} MB`;
}
