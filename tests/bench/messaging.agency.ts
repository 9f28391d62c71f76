import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type FactEnvelope, type SignedDirectory, dataSchemaOf, sourceOf } from '@sup/contracts';
import { databaseOptions } from '@sup/hosting';
import { newId, systemClock } from '@sup/kernel';
import {
  LinkService,
  MessagingModule,
  Outbox,
  type Reaction,
  ReactionRegistry,
  type ReceivedFact,
  type Reception,
  type Tuning,
  messagingMigrations,
} from '@sup/messaging';
import { type KeyRingFile, parseKeyRing } from '@sup/messaging/protocol';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * One agency of a messaging bench, as a process of its own. Told what to do over IPC: `{append}` puts facts into the
 * outbox, `{stop}` ends it. The bench reads the tables for everything else.
 */
export interface BenchAgencySettings {
  readonly agency: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly monitorUrl: string;
  readonly seed: string;
  readonly adminSeed: string;
  readonly ring: KeyRingFile;
  readonly directory: SignedDirectory;
  readonly inBytes: number;
  /** Whether a capability applies what arrives; else it is stored and receipted only. */
  readonly applies: boolean;
  readonly tuning: Partial<Tuning>;
}

export interface AppendOrder {
  readonly to: string;
  readonly count: number;
  readonly records: number;
  /** Characters of text in a fact. */
  readonly chars: number;
  /** Facts in one transaction, and milliseconds between transactions. */
  readonly together: number;
  readonly everyMs: number;
}

/** One row per fact applied: its key breaks when a fact has a second effect. */
class Ledger implements Reaction {
  readonly capability = 'ledger';
  readonly handles = ['referral.progress'];
  readonly besideOthers = true;

  async apply({ fact }: ReceivedFact, manager: EntityManager): Promise<Reception> {
    await manager.query('insert into ledger (fact_id, record_id, n) values ($1, $2, $3)', [
      fact.id,
      fact.subject,
      'n' in fact ? fact.n : 0,
    ]);
    return { outcome: 'applied' };
  }
}

async function main(settings: BenchAgencySettings): Promise<void> {
  // The connections of a real service.
  const { agency, databaseUrl } = settings;
  const persistence = { rows: [], migrations: messagingMigrations };
  const dataSource = new DataSource(databaseOptions({ agency, databaseUrl, pool: 8 }, persistence));
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.query(
    `create table if not exists ledger (place bigint generated always as identity primary key, fact_id uuid unique not null,
       record_id text not null, n integer not null, at timestamptz not null default clock_timestamp())`,
  );
  const app = await NestFactory.createApplicationContext(moduleOf(settings, dataSource), { logger: ['error'] });
  process.on('message', (order: { append?: AppendOrder; stop?: true }) => {
    if (order.append) void append(app.get(Outbox), dataSource, settings.agency, order.append);
    if (order.stop) void app.close().then(() => process.exit(0));
  });
  while (!(await app.get(LinkService).health()).connected) await new Promise((done) => setTimeout(done, 20));
  process.send?.({ ready: true });
}

function moduleOf(settings: BenchAgencySettings, dataSource: DataSource): new () => object {
  @Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
  class DatabaseModule {}
  const messaging = MessagingModule.forAgency({
    agency: settings.agency,
    keyRing: parseKeyRing(settings.ring),
    directory: settings.directory,
    broker: {
      url: settings.natsUrl,
      monitorUrl: settings.monitorUrl,
      seed: settings.seed,
      adminSeed: settings.adminSeed,
      domain: null,
      inBytes: settings.inBytes,
      blobBytes: 2 ** 20,
    },
    tuning: settings.tuning,
  });
  const ledger = {
    provide: Ledger,
    inject: [ReactionRegistry],
    useFactory: (registry: ReactionRegistry) => settings.applies && registry.register(new Ledger()),
  };
  @Module({ imports: [{ module: DatabaseModule, global: true }, messaging], providers: [ledger] })
  class AgencyModule {}
  return AgencyModule;
}

async function append(outbox: Outbox, dataSource: DataSource, agency: string, order: AppendOrder): Promise<void> {
  const records = Array.from({ length: order.records }, () => newId());
  for (let at = 0; at < order.count; at += order.together) {
    const numbers = Array.from({ length: Math.min(order.together, order.count - at) }, (_, index) => at + index);
    const facts = numbers.map((number) =>
      factOf(agency, order, records[number % order.records]!, Math.floor(number / order.records) + 1),
    );
    await dataSource.transaction((manager) => outbox.append(manager, facts));
    if (order.everyMs) await new Promise((done) => setTimeout(done, order.everyMs));
  }
  process.send?.({ appended: order.count });
}

function factOf(agency: string, order: AppendOrder, record: string, n: number): FactEnvelope {
  const now = systemClock.now();
  return {
    specversion: '1.0',
    id: newId(),
    source: sourceOf(agency),
    type: 'referral.progress',
    subject: record,
    time: now,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf('referral.progress'),
    track: 'note',
    n,
    statedat: now,
    actingpost: 'handler',
    recipients: [order.to],
    data: { text: '核查情况说明：'.padEnd(order.chars, '材料') },
  };
}

await main(JSON.parse(process.env['BENCH_AGENCY'] ?? '{}') as BenchAgencySettings);
