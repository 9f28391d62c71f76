import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AgencyId, type FactEnvelope, dataSchemaOf, sourceOf } from '@sup/contracts';
import { newId, systemClock } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import {
  AskService,
  BlobService,
  CarriedFacts,
  DirectoryService,
  EngineService,
  LinkService,
  MessagingModule,
  type MessagingOptions,
  Outbox,
  type Reaction,
  ReactionRegistry,
  type ReceivedFact,
  type Reception,
  type Tuning,
  messagingMigrations,
} from '../index.ts';
import { parseKeyRing } from '../protocol/index.ts';
import { type Seat, type SeatedNetwork } from './network.fixture.ts';

/** Times short enough for a test, long enough for two busy cores. */
export const quick: Partial<Tuning> = {
  pollMs: 200,
  receiptDebounceMs: 20,
  backoffMs: [100, 200, 300],
  tries: 3,
  heldRetryMs: 500,
  gapPatienceMs: 300,
  earlyPatienceMs: 4_000,
  heartbeatMs: 2_000,
  watchdogMs: 3_000,
};

/** A capability that writes down what was applied; a second effect of one fact breaks its key. */
export class Ledger implements Reaction {
  readonly capability = 'ledger';
  readonly handles = ['referral.progress', 'referral.case-opened'];
  besideOthers = false;
  /** Decides before the row is written; null applies. */
  judge: (received: ReceivedFact, manager: EntityManager) => Promise<Reception | null> = () => Promise.resolve(null);

  async apply(received: ReceivedFact, manager: EntityManager): Promise<Reception> {
    const verdict = await this.judge(received, manager);
    if (verdict) return verdict;
    const { fact, author } = received;
    const n = 'n' in fact ? fact.n : 0;
    await manager.query('insert into ledger (fact_id, author, record_id, n, type) values ($1, $2, $3, $4, $5)', [
      fact.id,
      author,
      fact.subject,
      n,
      fact.type,
    ]);
    return { outcome: 'applied' };
  }
}

export interface LedgerRow {
  readonly fact_id: string;
  readonly author: string;
  readonly record_id: string;
  readonly n: number;
  readonly type: string;
}

/** A running service of a test network, with the ledger as its only capability. */
export interface RunningAgency {
  readonly seat: Seat;
  readonly app: INestApplicationContext;
  readonly dataSource: DataSource;
  readonly outbox: Outbox;
  readonly links: LinkService;
  readonly blobs: BlobService;
  readonly ask: AskService;
  readonly directory: DirectoryService;
  readonly carried: CarriedFacts;
  readonly engine: EngineService;
  readonly ledger: Ledger;
  /** Appends facts in one transaction. */
  send(facts: readonly FactEnvelope[]): Promise<void>;
  /** What the ledger holds, in the order of its effects. */
  applied(): Promise<LedgerRow[]>;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly network: SeatedNetwork;
  readonly id: AgencyId;
  readonly databaseUrl: string;
  readonly nats: { readonly url: string; readonly monitorUrl: string };
  readonly options?: Partial<Pick<MessagingOptions, 'blobStore' | 'clock' | 'trusted'>>;
  readonly tuning?: Partial<Tuning>;
  readonly inBytes?: number;
  /** Instances to provide under their classes, as the blob store. */
  readonly stores?: readonly object[];
}

export async function startAgency(start: StartOptions): Promise<RunningAgency> {
  const seat = start.network.seats.get(start.id)!;
  const dataSource = await open(start.databaseUrl);
  const ledger = new Ledger();
  const app = await NestFactory.createApplicationContext(moduleOf(start, seat, dataSource, ledger), {
    logger: process.env['SUP_TEST_LOG'] ? undefined : false,
    abortOnError: false,
  });
  const outbox = app.get(Outbox);
  return {
    seat,
    app,
    dataSource,
    outbox,
    links: app.get(LinkService),
    blobs: app.get(BlobService),
    ask: app.get(AskService),
    directory: app.get(DirectoryService),
    carried: app.get(CarriedFacts),
    engine: app.get(EngineService),
    ledger,
    send: (facts) => dataSource.transaction((manager) => outbox.append(manager, facts)),
    applied: () =>
      dataSource.query<LedgerRow[]>('select fact_id, author, record_id, n, type from ledger order by place'),
    stop: async () => {
      await app.close();
      await dataSource.destroy();
    },
  };
}

function moduleOf(start: StartOptions, seat: Seat, dataSource: DataSource, ledger: Ledger): new () => object {
  const stores = (start.stores ?? []).map((store) => ({ provide: store.constructor, useValue: store }));
  @Module({
    providers: [{ provide: DataSource, useValue: dataSource }, ...stores],
    exports: [DataSource, ...stores.map((store) => store.provide)],
  })
  class DatabaseModule {}
  const messaging = MessagingModule.forAgency({
    agency: start.id,
    keyRing: parseKeyRing(seat.ring),
    directory: start.network.directory,
    broker: {
      url: start.nats.url,
      monitorUrl: start.nats.monitorUrl,
      seed: seat.seed,
      adminSeed: seat.adminSeed,
      domain: null,
      inBytes: start.inBytes ?? 32 * 2 ** 20,
      blobBytes: 64 * 2 ** 20,
    },
    tuning: { ...quick, ...start.tuning },
    ...start.options,
  });
  const registered = {
    provide: Ledger,
    inject: [ReactionRegistry],
    useFactory: (registry: ReactionRegistry) => (registry.register(ledger), ledger),
  };
  @Module({ imports: [{ module: DatabaseModule, global: true }, messaging], providers: [registered] })
  class AgencyModule {}
  return AgencyModule;
}

async function open(url: string): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: messagingMigrations,
    extra: { max: 10, connectionTimeoutMillis: 5_000 },
  });
  await dataSource.initialize();
  await using runner = dataSource.createQueryRunner();
  await runner.query('select pg_advisory_lock(1)');
  await dataSource.runMigrations();
  await dataSource.query(
    `create table if not exists ledger (place bigint generated always as identity, fact_id uuid primary key,
       author text not null, record_id text not null, n integer not null, type text not null)`,
  );
  await runner.query('select pg_advisory_unlock(1)');
  return dataSource;
}

/** A fact of no consequence: a progress note. */
export function progress(
  author: AgencyId,
  recipients: readonly AgencyId[],
  given: { record?: string; n?: number; text?: string; id?: string; time?: string } = {},
): FactEnvelope {
  const now = systemClock.now();
  return {
    specversion: '1.0',
    id: given.id ?? newId(),
    source: sourceOf(author),
    type: 'referral.progress',
    subject: given.record ?? newId(),
    time: given.time ?? now,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf('referral.progress'),
    track: 'note',
    n: given.n ?? 1,
    statedat: now,
    actingpost: 'handler',
    recipients: [...recipients],
    data: { text: given.text ?? 'going on' },
  };
}

/** Waits until `probe` gives something true; fails with `what` after `withinMs`. */
export async function until<Value>(
  what: string,
  probe: () => Promise<Value> | Value,
  withinMs = 20_000,
): Promise<Exclude<Value, false | null | undefined>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await probe();
    if (value) return value as Exclude<Value, false | null | undefined>;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
