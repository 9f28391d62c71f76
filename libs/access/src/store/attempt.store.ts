import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { attemptLimits } from '../protocol/index.ts';
import { slownessOfAccount, waitOfAccount, waitOfAddress } from '../protocol/sign-in.rules.ts';

interface Counted {
  readonly failures: number;
  readonly sinceMs: number;
}

const keptHours = 48;

/** Sign-in attempts. Account names are kept as hashes: people type passwords into the wrong field. */
@Injectable()
export class AttemptStore {
  constructor(private readonly source: DataSource) {}

  /**
   * Files the attempt as failed before the password is looked at, so that guesses made at the same moment are counted.
   * Answers its id and how much to slow down, or how long to wait instead (milliseconds); a refused attempt is not counted.
   */
  admit(
    accountKey: string,
    address: string,
    now: string,
  ): Promise<{ readonly id: string; readonly slowMs: number } | { readonly waitMs: number }> {
    return this.source.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtextextended('sign-in ' || $1, 0))", [accountKey]);
      const waitMs = Math.max(
        await this.accountWait(manager, accountKey, address, now),
        await this.addressWait(manager, address, now),
      );
      if (waitMs > 0) return { waitMs };
      await manager.query(`delete from sign_in_attempt where at < $1::timestamptz - make_interval(hours => $2)`, [
        now,
        keptHours,
      ]);
      const [row] = await manager.query<[{ id: string }]>(
        `insert into sign_in_attempt (account_key, address, at, outcome) values ($1, $2, $3, 'failed') returning id`,
        [accountKey, address, now],
      );
      return { id: row.id, slowMs: slownessOfAccount(await this.failuresAnywhere(manager, accountKey)) };
    });
  }

  async succeeded(manager: EntityManager, id: string): Promise<void> {
    await manager.query("update sign_in_attempt set outcome = 'succeeded' where id = $1", [id]);
  }

  /** Lifts the wait of an account, as when its password was reset. */
  async forgive(manager: EntityManager, accountKey: string): Promise<void> {
    await manager.query('delete from sign_in_attempt where account_key = $1', [accountKey]);
  }

  /** In a row, the one just filed left out. */
  private async failuresAnywhere(manager: EntityManager, accountKey: string): Promise<number> {
    const [row] = await manager.query<[{ failures: number }]>(
      `select (count(*) - 1)::int as failures from sign_in_attempt
       where account_key = $1 and outcome = 'failed' and id > coalesce(
         (select max(id) from sign_in_attempt where account_key = $1 and outcome = 'succeeded'), 0)`,
      [accountKey],
    );
    return row.failures;
  }

  private async accountWait(manager: EntityManager, accountKey: string, address: string, now: string): Promise<number> {
    const [row] = await manager.query<[Counted]>(
      `select count(*)::int as failures,
              coalesce((extract(epoch from $2::timestamptz - max(at)) * 1000)::float8, 0) as "sinceMs"
       from sign_in_attempt
       where account_key = $1 and address = $3 and outcome = 'failed' and id > coalesce(
         (select max(id) from sign_in_attempt where account_key = $1 and address = $3 and outcome = 'succeeded'), 0)`,
      [accountKey, now, address],
    );
    return waitOfAccount(row.failures, row.sinceMs);
  }

  private async addressWait(manager: EntityManager, address: string, now: string): Promise<number> {
    const [row] = await manager.query<[Counted]>(
      `select count(*)::int as failures,
              coalesce((extract(epoch from $2::timestamptz - min(at)) * 1000)::float8, 0) as "sinceMs"
       from sign_in_attempt
       where address = $1 and outcome = 'failed' and at > $2::timestamptz - make_interval(secs => $3)`,
      [address, now, attemptLimits.addressWindowMs / 1000],
    );
    return waitOfAddress(row.failures, row.sinceMs);
  }
}
