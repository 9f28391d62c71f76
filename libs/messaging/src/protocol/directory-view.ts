import { type KeyObject } from 'node:crypto';
import { type Agency, type AgencyKey, type Directory } from '@sup/contracts';
import { publicKeyOf } from './suite.ts';

/** A public key of the directory, ready for use. */
export interface PublicKey extends AgencyKey {
  readonly key: KeyObject;
}

/**
 * A directory as the rest of the service asks it. Make it through `verifyDirectory` unless the directory was made here.
 * The constructor throws an Error on a directory that contradicts itself (see `faultOf`).
 */
export class DirectoryView {
  readonly directory: Directory;
  private readonly byId: ReadonlyMap<string, Agency>;
  private readonly keys: ReadonlyMap<string, PublicKey>;

  constructor(directory: Directory) {
    const fault = faultOf(directory);
    if (fault) throw new Error(`directory: ${fault}`);
    this.directory = directory;
    this.byId = new Map(directory.agencies.map((agency) => [agency.id, agency]));
    this.keys = new Map(directory.keys.map((key) => [key.kid, { ...key, key: keyObjectOf(key) }]));
  }

  get version(): number {
    return this.directory.version;
  }

  agency(id: string): Agency | null {
    return this.byId.get(id) ?? null;
  }

  agencies(): readonly Agency[] {
    return this.directory.agencies;
  }

  /** A signing key, retired ones included: old signatures verify for ever. */
  signingKey(kid: string): PublicKey | null {
    const key = this.keys.get(kid);
    return key?.use === 'sign' ? key : null;
  }

  /**
   * The sealing key to use for an agency at wall instant `at`: never a retired one; of the others the newest that has
   * started. Without `at`, the newest not retired.
   */
  sealingKey(agency: string, at?: string): PublicKey | null {
    const usable = [...this.keys.values()]
      .filter((key) => key.agency === agency && key.use === 'seal')
      .filter((key) => (at === undefined ? key.retiredAt === null : !retiredBy(key, at)))
      .sort((left, right) => Date.parse(right.validFrom) - Date.parse(left.validFrom));
    const started = usable.find((key) => at === undefined || Date.parse(key.validFrom) <= Date.parse(at));
    return started ?? usable.at(-1) ?? null;
  }

  /**
   * The nearest agency above both, or at, either of them: it may be one of the two (a superior and its subordinate).
   * Null where the directory knows none.
   */
  commonSuperior(left: string, right: string): string | null {
    const above = new Set(this.upwards(right));
    return this.upwards(left).find((id) => above.has(id)) ?? null;
  }

  /** The agency that holds `id`'s records today: itself, or the last of its successors (撤并, SHR-10). */
  follow(id: string): string {
    let current = id;
    for (let next = this.byId.get(current)?.successor; next; next = this.byId.get(current)?.successor) current = next;
    return current;
  }

  private upwards(id: string): string[] {
    const chain: string[] = [];
    for (let next: string | null | undefined = id; next && this.byId.has(next); next = this.byId.get(next)?.superior) {
      chain.push(next);
    }
    return chain;
  }
}

/**
 * Whether a key was retired at `at`: nothing dated then may be signed by it or sealed to it. Its start is not checked
 * under a signature: clocks a minute apart would set good facts aside, and the directory vouches for the key anyway.
 */
export function retiredBy(key: Pick<AgencyKey, 'retiredAt'>, at: string): boolean {
  return key.retiredAt !== null && Date.parse(at) >= Date.parse(key.retiredAt);
}

/** What contradicts itself in a directory, or null: doubled ids or keys, keys of strangers, unknown or circular relations. */
export function faultOf({ agencies, keys }: Directory): string | null {
  const ids = new Map(agencies.map((agency) => [agency.id, agency]));
  if (ids.size !== agencies.length) return 'an agency is listed twice';
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) return 'a key id is listed twice';
  if (new Set(keys.map((key) => key.publicKey)).size !== keys.length) return 'a public key is listed twice';
  if (keys.some((key) => !ids.has(key.agency))) return 'a key belongs to no agency';
  for (const relation of ['superior', 'successor'] as const) {
    for (const agency of agencies) {
      const seen = new Set<string>();
      for (let next: string | null | undefined = agency.id; next; next = ids.get(next)?.[relation]) {
        if (!ids.has(next)) return `unknown ${relation}`;
        if (seen.has(next)) return `circular ${relation}`;
        seen.add(next);
      }
    }
  }
  return null;
}

function keyObjectOf(key: AgencyKey): KeyObject {
  return publicKeyOf(key.use === 'sign' ? 'Ed25519' : 'X25519', key.publicKey);
}
