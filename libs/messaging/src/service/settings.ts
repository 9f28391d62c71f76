import { type InjectionToken } from '@nestjs/common';
import { type AgencyId, type SignedDirectory } from '@sup/contracts';
import { type Clock } from '@sup/kernel';
import { type KeyRing, type TrustedSigner, streamCaps } from '../protocol/index.ts';

/** Where the broker is and who we are there. Seeds are nkey seeds (`SU…`). */
export interface BrokerSettings {
  readonly url: string;
  /** The service's own user: publishes to `out.>` and `ask.>`, pulls and acknowledges. */
  readonly seed: string;
  /** The agency's admin user: makes its streams and consumers, trims what is acknowledged. */
  readonly adminSeed: string;
  /** Monitoring address, asked once whether the store syncs always; null: not asked, and never called durable. */
  readonly monitorUrl: string | null;
  /** JetStream domain of the hub; null where the server has none. */
  readonly domain: string | null;
  /** Caps of this agency's own streams, bytes. A sender whose stream is full waits (PROTOCOL.md C). */
  readonly inBytes?: number;
  readonly blobBytes?: number;
}

/** Times and sizes. The defaults are for production; tests and benches shorten them. */
export interface Tuning {
  /** Facts in a parcel, at most 256, and bytes of their text. 1 fact a parcel is what the bench compares with. */
  readonly parcelFacts: number;
  readonly parcelBytes: number;
  /** Parcels under way to one recipient at once. */
  readonly parcelsInFlight: number;
  /** Wait before a receipt is sent, so that one receipt answers a burst. */
  readonly receiptDebounceMs: number;
  /** Silence after which a stored fact is sent again: after the first sending, the second, every later one. */
  readonly silenceMs: readonly number[];
  /** A reported gap younger than this, times the attempts so far, may still be on its way. */
  readonly gapPatienceMs: number;
  /** How long early facts wait for a missing number before they are applied without it. */
  readonly earlyPatienceMs: number;
  /** Waits between tries of a failing reaction; the last one repeats until `tries` is reached. */
  readonly backoffMs: readonly number[];
  readonly tries: number;
  /** Held facts are looked at again after this, and are an alarm in health after `heldAlarmMs`. */
  readonly heldRetryMs: number;
  readonly heldAlarmMs: number;
  /** Safety net under notifications. */
  readonly pollMs: number;
  /** Something waits in a stream and nothing comes: pull anew after this. */
  readonly watchdogMs: number;
  readonly heartbeatMs: number;
  readonly trimMs: number;
  /** Deliveries in one transaction, and transactions at once. */
  readonly workBatch: number;
  readonly workLanes: number;
  /** Only one instance of the agency relays, pulls and works. Correctness does not rest on it (PROTOCOL.md 5, 27). */
  readonly single: boolean;
}

export const defaultTuning: Tuning = {
  parcelFacts: 256,
  parcelBytes: 640_000,
  parcelsInFlight: 8,
  receiptDebounceMs: 30,
  silenceMs: [3_600_000, 21_600_000, 86_400_000],
  gapPatienceMs: 5_000,
  earlyPatienceMs: 60_000,
  backoffMs: [1_000, 5_000, 30_000, 120_000, 600_000],
  tries: 20,
  heldRetryMs: 60_000,
  heldAlarmMs: 3_600_000,
  pollMs: 1_000,
  watchdogMs: 60_000,
  heartbeatMs: 60_000,
  trimMs: 60_000,
  workBatch: 256,
  workLanes: 3,
  single: true,
};

/** What an agency gives its messaging. */
export interface MessagingOptions {
  readonly agency: AgencyId;
  readonly keyRing: KeyRing;
  /** The directory to start with. A newer one in the database wins. */
  readonly directory: SignedDirectory;
  /** Signers confirmed out of band; without it, those under the directory to start with. */
  readonly trusted?: readonly TrustedSigner[];
  readonly broker: BrokerSettings;
  /** Token of the BlobStore (FilesService). Without it this agency neither sends nor takes blobs. */
  readonly blobStore?: InjectionToken<BlobStore>;
  /** Wall time; replaced in tests of skew only. */
  readonly clock?: Clock;
  readonly tuning?: Partial<Tuning>;
}

/** Where encrypted files lie. FilesService of `libs/files` satisfies it. */
export interface BlobStore {
  has(hash: string): Promise<boolean>;
  /** Null when the blob is not whole here. */
  blobOf(hash: string): Promise<{ readonly chunks: number } | null>;
  /** One chunk of ciphertext, from 0. */
  chunk(hash: string, index: number): Promise<Uint8Array>;
  /** Takes chunk `index` `of` all, in any order, again without harm; the whole is checked against the hash. */
  putChunk(
    hash: string,
    index: number,
    of: number,
    bytes: Uint8Array,
  ): Promise<{ readonly state: 'complete' | 'incomplete' | 'refused' | 'broken' }>;
}

/** MessagingOptions with every default filled in; injected by this class. */
export class MessagingSettings {
  readonly agency: AgencyId;
  readonly broker: BrokerSettings & { readonly inBytes: number; readonly blobBytes: number };
  readonly clock: Clock;
  readonly tuning: Tuning;

  constructor(
    readonly options: MessagingOptions,
    clock: Clock,
  ) {
    this.agency = options.agency;
    this.broker = { ...streamCaps, ...options.broker };
    this.clock = options.clock ?? clock;
    this.tuning = { ...defaultTuning, ...options.tuning };
  }

  /** Wall instant `ms` from now; negative: ago. */
  later(ms: number): string {
    return new Date(Date.parse(this.clock.now()) + ms).toISOString();
  }
}
