import { createUser } from '@nats-io/nkeys';
import { agencyKinds, type Agency, type AgencyId, type Directory, type SignedDirectory } from '@sup/contracts';
import { type Clock, systemClock } from '@sup/kernel';
import { type KeyRingFile, brokerAccounts, newKeyRing, parseKeyRing, signDirectory } from '../protocol/index.ts';

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
  const accounts = brokerAccounts(
    ids.map((id) => ({ id, appKey: users.get(id)!.app.publicKey, adminKey: users.get(id)!.admin.publicKey })),
  );
  return {
    seats: new Map(seats),
    directory: sign(directory, new Map(seats)),
    accounts,
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
