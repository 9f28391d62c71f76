import { type AgencyId } from '@sup/contracts';

/** What the app says about this agency's register. */
export interface CluesSettings {
  readonly agency: AgencyId;
}
export const CLUES_SETTINGS = Symbol('CLUES_SETTINGS');

/** The capability's name in the inbox and on its clocks. */
export const capability = 'clues';
