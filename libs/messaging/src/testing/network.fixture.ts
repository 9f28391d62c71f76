import { createUser } from '@nats-io/nkeys';
import {
  agencyKinds,
  type Agency,
  type AgencyId,
  type Directory,
  type SignedDirectory,
  brokerAccount,
} from '@sup/contracts';
import { type Clock, systemClock } from '@sup/kernel';
import { type KeyRingFile, newKeyRing, parseKeyRing, signDirectory } from '../protocol/index.ts';

/** An agency of a test network: its keys and its two users at the broker. */
export interface Seat {
  readonly id: AgencyId;
  readonly ring: KeyRingFile;
  readonly seed: string;
  readonly adminSeed: string;
}

/** Agencies with keys, the directory that the first two of them signed, and the broker's accounts. */
export interface SeatedNetwork {
  readonly seats: ReadonlyMap<AgencyId, Seat>;
  readonly directory: SignedDirectory;
  /** `accounts { … }` for nats-server, with a mailbox by service import between every pair (messaging/NATS.md 2). */
  readonly accounts: string;
}

export function seatNetwork(ids: readonly AgencyId[], clock: Clock = systemClock): SeatedNetwork {
  const users = new Map(ids.map((id) => [id, { app: newUser(), admin: newUser() }]));
  const rings = new Map(ids.map((id) => [id, newKeyRing(id, clock)]));
  const seats = ids.map((id): [AgencyId, Seat] => {
    const { app, admin } = users.get(id)!;
    return [id, { id, ring: rings.get(id)!.ring, seed: app.seed, adminSeed: admin.seed }];
  });
  const directory: Directory = {
    version: 1,
    issuedAt: clock.now(),
    agencies: ids.map(agencyOf),
    keys: ids.flatMap((id) => rings.get(id)!.publicKeys),
  };
  const accounts = ids.map((id) => account(id, ids, users.get(id)!)).join('\n');
  return {
    seats: new Map(seats),
    directory: sign(directory, new Map(seats)),
    accounts: `accounts {\n${accounts}\n}`,
  };
}

/** A directory under the signatures of its first two agencies. */
export function sign(directory: Directory, seats: ReadonlyMap<AgencyId, Pick<Seat, 'ring'>>): SignedDirectory {
  const signers = directory.agencies.slice(0, 2).map((agency) => seats.get(agency.id)!);
  return { directory, signatures: signers.map(({ ring }) => signDirectory(directory, parseKeyRing(ring))) };
}

export function agencyOf(id: AgencyId): Agency {
  return {
    id,
    kind: agencyKinds[0],
    level: 'city',
    nameZh: id,
    nameEn: id,
    superior: null,
    offices: [],
    successor: null,
    suspended: false,
  };
}

interface User {
  readonly seed: string;
  readonly publicKey: string;
}

function newUser(): User {
  const user = createUser();
  return { seed: new TextDecoder().decode(user.getSeed()), publicKey: user.getPublicKey() };
}

function account(id: AgencyId, ids: readonly AgencyId[], { app, admin }: { app: User; admin: User }): string {
  const own = brokerAccount(id);
  const imports = ids
    .filter((other) => other !== id)
    .flatMap((other) => [
      `{ service: { account: ${brokerAccount(other)}, subject: "in.${own}.>" }, to: "out.${other}.>" }`,
      `{ service: { account: ${brokerAccount(other)}, subject: "asked.${own}.>" }, to: "ask.${other}.>" }`,
    ]);
  const publish = [
    'out.>',
    'ask.>',
    '$JS.API.INFO',
    '$JS.API.CONSUMER.MSG.NEXT.*.svc',
    '$JS.API.CONSUMER.INFO.*.svc',
    '$JS.API.STREAM.INFO.*',
    '$JS.ACK.*.svc.>',
    '_R_.>',
  ].map((subject) => JSON.stringify(subject));
  return `${own} {
    jetstream { max_file: 2G, max_mem: 0, max_streams: 64, max_consumers: 64 }
    users: [
      { nkey: ${admin.publicKey} }
      { nkey: ${app.publicKey}, permissions: {
          publish: { allow: [${publish.join(', ')}] }
          subscribe: { allow: ["_INBOX_${id}.>", "asked.>"] }
          allow_responses: { max: 1, expires: "10s" } } }
    ]
    exports: [ { service: "in.*.>", account_token_position: 2 }, { service: "asked.*.>", account_token_position: 2 } ]
    imports: [ ${imports.join('\n      ')} ]
  }`;
}
