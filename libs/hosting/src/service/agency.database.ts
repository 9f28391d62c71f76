import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { type AgencySettings } from './agency.settings.ts';
import { PipelinedConnection } from './pipelined.connection.ts';

/** What the libraries of a service bring to its database; each is listed once. Migrations run in order of their timestamps. */
export interface Persistence {
  readonly rows: readonly (EntitySchema | (new () => object))[];
  readonly migrations: readonly (new () => object)[];
}

const connectTimeoutMs = 5_000;

/** TypeORM options of an agency's database. Waiting for a connection ends after 5 s with an error, never hangs. */
export function databaseOptions(
  settings: Pick<AgencySettings, 'agency' | 'databaseUrl' | 'pool'>,
  persistence: Persistence,
): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.databaseUrl,
    applicationName: `sup-${settings.agency}`,
    entities: [...new Set(persistence.rows)] as MixedList<EntitySchema>,
    migrations: [...new Set(persistence.migrations)] as unknown as MixedList<() => void>,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    extra: {
      max: settings.pool,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 30_000,
      // Plans of prepared statements do not outlive the sizes of the tables they were made for.
      maxLifetimeSeconds: 900,
      Client: PipelinedConnection,
      // A prepared plan is made while tables are small: it must take the index that the grown table needs.
      options: '-c TimeZone=UTC -c random_page_cost=1.1',
    },
  };
}

/** Connects and brings the schema up to date; several instances may start at once, one migrates, the others wait. */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const source = await new DataSource(options).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query("select pg_advisory_lock(hashtextextended('sup schema', 0))");
    await source.runMigrations();
  } catch (error) {
    await source.destroy();
    throw error;
  } finally {
    if (!lock.isReleased && source.isInitialized) {
      await lock.query("select pg_advisory_unlock(hashtextextended('sup schema', 0))");
      await lock.release();
    }
  }
  return source;
}
