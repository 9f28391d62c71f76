import { clueMigrations, clueRows } from '@sup/clues';
import { referralMigrations, referralRows } from '@sup/referrals';

/** The tables of this agency's capabilities; the platform brings its own. */
export const database = {
  rows: [...clueRows, ...referralRows],
  migrations: [...clueMigrations, ...referralMigrations],
};
