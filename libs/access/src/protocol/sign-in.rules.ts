/** Wall time. A session ends 12 h after sign-in and after 30 min without a request; a person's oldest ones give way. */
export const sessionLimits = { absoluteMs: 12 * 3_600_000, idleMs: 30 * 60_000, perPerson: 50 } as const;

export const attemptLimits = {
  /** Failures in a row on one account name, known or not, from one address, before that address waits for that name. */
  account: 5,
  /**
   * Failures in a row on one account name from all addresses together, before every attempt on it is answered more slowly. It
   * is never refused for what others did: nobody is locked out by strangers.
   */
  accountAnywhere: 20,
  slowMs: 1_500,
  /** Failures from one address within the window, whatever the names. */
  address: 100,
  addressWindowMs: 15 * 60_000,
  /** First wait; it doubles with each further failure. */
  firstWaitMs: 30_000,
  longestWaitMs: 15 * 60_000,
} as const;

/**
 * How long one address still has to wait for an account name, in milliseconds; 0 when it may try.
 * `failures` counts in a row since the last success; `sinceLastMs` is the time since the latest of them.
 */
export function waitOfAccount(failures: number, sinceLastMs: number): number {
  if (failures < attemptLimits.account) return 0;
  const doubled = attemptLimits.firstWaitMs * 2 ** Math.min(failures - attemptLimits.account, 20);
  return Math.max(0, Math.min(doubled, attemptLimits.longestWaitMs) - sinceLastMs);
}

/** How much later an attempt is answered, in milliseconds, when so many in a row have failed from anywhere. */
export function slownessOfAccount(failuresAnywhere: number): number {
  return failuresAnywhere >= attemptLimits.accountAnywhere ? attemptLimits.slowMs : 0;
}

/** How long an address still has to wait: until its oldest counted failure leaves the window. */
export function waitOfAddress(failures: number, sinceOldestMs: number): number {
  if (failures < attemptLimits.address) return 0;
  return Math.max(0, attemptLimits.addressWindowMs - sinceOldestMs);
}

/** The one form of a user name: what is typed in full width or capitals is the same account. */
export function accountName(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/** Whether a password may be set: 10 to 128 characters, two kinds of them, the user name not within. */
export function isPasswordFit(password: string, username: string): boolean {
  const length = [...password].length;
  if (length < 10 || length > 128) return false;
  const kinds = [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  return kinds >= 2 && !password.toLowerCase().includes(accountName(username));
}
