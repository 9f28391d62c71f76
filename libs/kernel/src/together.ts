type Settled<Work extends readonly Promise<unknown>[]> = { -readonly [At in keyof Work]: Awaited<Work[At]> };

/**
 * Waits for work that was begun at once in one transaction, all of it, and then throws the first failure in the order
 * given. Nothing of it can still be writing when the caller ends the transaction.
 */
export async function together<const Work extends readonly Promise<unknown>[]>(...work: Work): Promise<Settled<Work>> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return ended.map((one) => (one.status === 'fulfilled' ? one.value : undefined)) as Settled<Work>;
}
