import { referralMigrations, referralRows } from '@sup/referrals';

/** The tables of this agency's capabilities; the platform brings its own. */
export const database = { rows: [...referralRows], migrations: [...referralMigrations] };
