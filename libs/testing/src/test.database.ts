import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';

type Classes = Extract<DataSourceOptions['entities'], MixedList<unknown>>;
type Migrations = Extract<DataSourceOptions['migrations'], MixedList<unknown>>;

/** A database of its own on the real PostgreSQL that `npm test` started. */
export interface TestDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  /** Closes the connections and drops the database. */
  drop(): Promise<void>;
}

/**
 * A fresh database with the migrations run. Throws, and never skips, where no server was given: run the suite by
 * `npm test -- <path>`.
 */
export async function testDatabase(options: {
  readonly rows?: Classes;
  readonly migrations?: Migrations;
}): Promise<TestDatabase> {
  const server = process.env['SUP_TEST_DATABASE_URL'];
  if (!server) throw new Error('SUP_TEST_DATABASE_URL is not set: run this suite by `npm test -- <path>`');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(server, `create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: options.rows ?? [],
    migrations: options.migrations ?? [],
    migrationsTransactionMode: 'all',
    synchronize: false,
    extra: { max: 10, connectionTimeoutMillis: 10_000 },
  });
  await dataSource.initialize();
  await dataSource.runMigrations();
  return {
    dataSource,
    url,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asAdministrator(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdministrator(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
