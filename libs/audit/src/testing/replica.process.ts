import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AuditModule, AuditTrail } from '../index.ts';
import { lookAt } from './chain.fixture.ts';

/**
 * One replica of a service, as a process of its own, with nothing but its audit: `replica.process <database url> <name>`.
 * Told `{connections, appends}` over IPC it appends that many entries from each connection, each in a transaction of its own, and
 * tells the number of every entry that was committed. It seals all the while.
 */
const [url, name = ''] = process.argv.slice(2);

export interface AppendOrder {
  readonly connections: number;
  readonly appends: number;
}

const dataSource = await new DataSource({ type: 'postgres', url: url!, extra: { max: 12 } }).initialize();

@Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
class DatabaseModule {}

@Module({ imports: [{ module: DatabaseModule, global: true }, AuditModule.forAgency({ agency: 'unit-one' })] })
class ReplicaModule {}

const app = await NestFactory.createApplicationContext(ReplicaModule, { logger: false });
const trail = app.get(AuditTrail);

process.on('message', (order: AppendOrder | 'stop') => {
  void (order === 'stop' ? stop() : append(order));
});
process.send?.('ready');

async function append({ connections, appends }: AppendOrder): Promise<void> {
  const connection = async (at: number): Promise<void> => {
    for (let n = 0; n < appends; n += 1) {
      const mark = `${name}-${at}-${n}`;
      await dataSource.transaction(async (manager) => {
        await trail.record(manager, lookAt(n, { act: 'write', details: { mark } }));
      });
      process.send?.({ committed: mark });
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, at) => connection(at)));
  process.send?.('done');
}

async function stop(): Promise<void> {
  await app.close();
  await dataSource.destroy();
  process.exit(0);
}
