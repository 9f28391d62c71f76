/** What the access module must be told. */
export interface AccessSettings {
  readonly agency: string;
  /** The console's origin, `https://host[:port]`: the only page that may change anything. */
  readonly publicOrigin: string;
  /** 32 secret bytes of this agency under which names and identity numbers are hashed. A new key forgets who is who. */
  readonly identityKey: Uint8Array;
}

export const ACCESS_SETTINGS = Symbol('ACCESS_SETTINGS');
/** Kernel `Clock` of wall time; sessions never follow the business clock. */
export const WALL_CLOCK = Symbol('WALL_CLOCK');
