import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { type Agency, type AgencyKind, type SignedDirectory, agencySchema } from '@sup/contracts';
import { systemClock } from '@sup/kernel';
import { type KeyRingFile, newKeyRing, parseKeyRing, signDirectory } from '@sup/messaging/protocol';
import { freePort, stillFreePort } from './free-port.ts';

const table = resolve(import.meta.dirname, 'agencies.json');
const appsByKind: Readonly<Record<AgencyKind, string>> = {
  committee: 'committee-supervision',
  procuratorate: 'procuratorate-supervision',
  'procuratorate-internal': 'unit-review',
  police: 'unit-review',
  court: 'unit-review',
  justice: 'unit-review',
  discipline: 'discipline-intake',
  'information-sharing': 'information-sharing',
};
/** The demonstration's people of every agency; names invented. Two officers verify, so there are two handlers. */
const people = [
  { username: 'clerk', role: 'clerk', nameZh: '方内勤' },
  { username: 'handler', role: 'handler', nameZh: '陈承办' },
  { username: 'handler2', role: 'handler', nameZh: '林协办' },
  { username: 'head', role: 'head', nameZh: '赵负责' },
  { username: 'meeting', role: 'meeting', nameZh: '孙秘书' },
  { username: 'custodian', role: 'custodian', nameZh: '周保管' },
  { username: 'sysadmin', role: 'sysadmin', nameZh: '系统管理员' },
  { username: 'secadmin', role: 'secadmin', nameZh: '安全管理员' },
  { username: 'auditor', role: 'auditor', nameZh: '审计管理员' },
] as const;

interface User {
  readonly seed: string;
  readonly publicKey: string;
}

/** An agency of this network with everything that only this machine knows of it. */
export interface Seat {
  readonly agency: Agency;
  readonly app: string;
  readonly port: number;
  readonly databasePassword: string;
  readonly brokerApp: User;
  readonly brokerAdmin: User;
  readonly keyRing: KeyRingFile;
}

/** A local network: ports, secrets and seats. Kept in its folder, readable by its owner only. */
export interface NetworkPlan {
  readonly postgresPort: number;
  readonly postgresPassword: string;
  readonly natsPort: number;
  readonly natsMonitorPort: number;
  /** One password for every demonstration sign-in of this network. */
  readonly demoPassword: string;
  readonly seats: readonly Seat[];
  readonly directory: SignedDirectory;
}

/** The plan of a folder, or a new one for `asked` agencies (all of the table when none is named). */
export async function planOf(folder: string, asked: readonly string[]): Promise<NetworkPlan> {
  const file = join(folder, 'plan.json');
  if (existsSync(file)) {
    const plan = JSON.parse(readFileSync(file, 'utf8')) as NetworkPlan;
    const same =
      asked.length === 0 ||
      sameMembers(
        asked,
        plan.seats.map(({ agency }) => agency.id),
      );
    if (!same) throw new Error('This network has other agencies: `npm run network -- reset` first.');
    return plan;
  }
  const plan = await newPlan(agenciesOf(asked));
  keepPlan(folder, plan);
  return plan;
}

/** The plan with another port for whatever somebody else listens on by now. Call it while nothing of the network runs. */
export async function withFreePorts(plan: NetworkPlan): Promise<NetworkPlan> {
  const seats = [];
  for (const seat of plan.seats) seats.push({ ...seat, port: await stillFreePort(seat.port) });
  return {
    ...plan,
    postgresPort: await stillFreePort(plan.postgresPort),
    natsPort: await stillFreePort(plan.natsPort),
    natsMonitorPort: await stillFreePort(plan.natsMonitorPort),
    seats,
  };
}

/** Writes the plan whole or not at all. */
export function keepPlan(folder: string, plan: NetworkPlan): void {
  const file = join(folder, 'plan.json');
  writeFileSync(`${file}.new`, JSON.stringify(plan, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The plan with one agency more: its keys, and a directory one version on under the same two signatures. */
export async function withAgency(plan: NetworkPlan, row: unknown): Promise<NetworkPlan> {
  const agency = agencySchema.parse(row);
  if (plan.seats.some((seat) => seat.agency.id === agency.id))
    throw new Error(`${agency.id} is on this network already`);
  const { seat, publicKeys } = await newSeat(agency);
  const seats = [...plan.seats, seat];
  const { directory } = plan.directory;
  const next = {
    version: directory.version + 1,
    issuedAt: systemClock.now(),
    agencies: [...directory.agencies, agency],
    keys: [...directory.keys, ...publicKeys],
  };
  return { ...plan, seats, directory: signed(next, seats) };
}

/** The files that a service reads; gives their paths. */
export function writeSeatFiles(folder: string, plan: NetworkPlan, seat: Seat): Readonly<Record<string, string>> {
  const own = join(folder, 'agencies', seat.agency.id);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const listed = people.map((person) => ({ ...person, password: plan.demoPassword }));
  const files: Record<string, [string, string]> = {
    SUP_NATS_SEED_FILE: ['broker.nk', seat.brokerApp.seed],
    SUP_NATS_ADMIN_SEED_FILE: ['broker-admin.nk', seat.brokerAdmin.seed],
    SUP_KEYS_FILE: ['keys.json', JSON.stringify(seat.keyRing)],
    SUP_DIRECTORY_FILE: ['directory.json', JSON.stringify(plan.directory)],
    SUP_DEMO_PEOPLE_FILE: ['people.json', JSON.stringify(listed)],
  };
  return Object.fromEntries(
    Object.entries(files).map(([variable, [name, text]]) => {
      const path = join(own, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { mode: 0o600 });
      return [variable, path];
    }),
  );
}

export function signInsOf(plan: NetworkPlan): { username: string; password: string; role: string }[] {
  return people.map(({ username, role }) => ({ username, password: plan.demoPassword, role }));
}

function agenciesOf(asked: readonly string[]): Agency[] {
  const rows = (JSON.parse(readFileSync(table, 'utf8')) as unknown[]).map((row) => agencySchema.parse(row));
  const unknown = asked.filter((id) => !rows.some((row) => row.id === id));
  if (unknown.length > 0) throw new Error(`not in deploy/local/agencies.json: ${unknown.join(', ')}`);
  const chosen = asked.length === 0 ? rows : rows.filter(({ id }) => asked.includes(id));
  if (chosen.length < 2) throw new Error('A network needs two agencies at least: two sign its directory.');
  const present = new Set(chosen.map(({ id }) => id));
  return chosen.map((row) => ({ ...row, superior: nearestPresent(row.superior, rows, present) }));
}

/** The nearest superior that takes part in a smaller network. */
function nearestPresent(superior: string | null, rows: readonly Agency[], present: ReadonlySet<string>): string | null {
  if (superior === null || present.has(superior)) return superior;
  return nearestPresent(rows.find(({ id }) => id === superior)?.superior ?? null, rows, present);
}

async function newPlan(agencies: readonly Agency[]): Promise<NetworkPlan> {
  const made = [];
  for (const agency of agencies) made.push(await newSeat(agency));
  const seats = made.map(({ seat }) => seat);
  const directory = {
    version: 1,
    issuedAt: systemClock.now(),
    agencies: [...agencies],
    keys: made.flatMap(({ publicKeys }) => publicKeys),
  };
  return {
    postgresPort: await freePort(),
    postgresPassword: secret(),
    natsPort: await freePort(),
    natsMonitorPort: await freePort(),
    demoPassword: `demo-${randomBytes(6).toString('hex')}`,
    seats,
    directory: signed(directory, seats),
  };
}

async function newSeat(agency: Agency): Promise<{ seat: Seat; publicKeys: SignedDirectory['directory']['keys'] }> {
  const { ring, publicKeys } = newKeyRing(agency.id, systemClock);
  const seat = {
    agency,
    app: appsByKind[agency.kind],
    port: await freePort(),
    databasePassword: secret(),
    brokerApp: newUser(),
    brokerAdmin: newUser(),
    keyRing: ring,
  };
  return { seat, publicKeys };
}

/** The first two agencies of the table sign: the committee and the procuratorate (PROTOCOL.md 5, 17). */
function signed(directory: SignedDirectory['directory'], seats: readonly Seat[]): SignedDirectory {
  const signatures = seats.slice(0, 2).map(({ keyRing }) => signDirectory(directory, parseKeyRing(keyRing)));
  return { directory, signatures };
}

function newUser(): User {
  const user = createUser();
  return { seed: new TextDecoder().decode(user.getSeed()), publicKey: user.getPublicKey() };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
