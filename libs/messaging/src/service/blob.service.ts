import { Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { DomainError, newId } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { queueBlobs, unblockFacts, wakeChannel } from '../store/outbox.store.ts';
import { rows } from '../store/queries.ts';
import { Broker, type Waiting, subjects } from './broker.ts';
import { type BlobStore, MessagingSettings } from './settings.ts';

/** Names how many chunks a blob has; the index is in the subject. */
export const chunksHeader = 'b-n';

/**
 * Sends encrypted files chunk by chunk, before the facts that name them. The broker sees the hash of the ciphertext and
 * nothing else. A transfer that was cut off goes on at the chunk the broker had not yet stored.
 */
@Injectable()
export class BlobService {
  private readonly log = new Logger('Blobs');

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly modules: ModuleRef,
  ) {}

  /** The agency's file store; null when it was given none. */
  store(): BlobStore | null {
    const token = this.settings.options.blobStore;
    return token === undefined ? null : this.modules.get<BlobStore>(token, { strict: false });
  }

  /** Whether the whole blob is here. */
  async has(hash: string): Promise<boolean> {
    return (await this.store()?.has(hash)) ?? false;
  }

  /** Queues a blob for a recipient in the caller's transaction. Sent before, it is sent again: it may be gone there. */
  async push(manager: EntityManager, recipient: string, hash: string): Promise<void> {
    await queueBlobs(manager, recipient, [hash]);
    await manager.query(`select pg_notify('${wakeChannel}', '')`);
  }

  /** Sends every queued blob of a recipient: how many went, and why the broker refused the next. */
  async send(recipient: string): Promise<{ sent: number; refused: Waiting | null }> {
    const queued = await rows<{ hash: string; next_chunk: number }>(
      this.dataSource,
      `select hash, next_chunk from messaging_blob where recipient = $1 and state = 'queued' order by position`,
      [recipient],
    );
    let sent = 0;
    for (const { hash, next_chunk: from } of queued) {
      const refused = await this.sendOne(recipient, hash, from);
      if (refused) return { sent, refused };
      await this.dataSource.transaction(async (manager) => {
        await manager.query(`update messaging_blob set state = 'stored' where recipient = $1 and hash = $2`, [
          recipient,
          hash,
        ]);
        await manager.query(unblockFacts, [recipient]);
      });
      sent += 1;
    }
    return { sent, refused: null };
  }

  private async sendOne(recipient: string, hash: string, from: number): Promise<Waiting | null> {
    const store = this.requireStore();
    const blob = await store.blobOf(hash);
    if (!blob) throw new Error(`blob ${hash} is not here`);
    for (let index = from; index < blob.chunks; index += 1) {
      const subject = subjects.blob(recipient, hash, index);
      const headers = { [chunksHeader]: String(blob.chunks) };
      const chunk = await store.chunk(hash, index);
      const published = await this.broker.publish(subject, chunk, headers, newId(this.settings.clock));
      if (!published.stored) return published.why;
      await this.dataSource.query('update messaging_blob set next_chunk = $3 where recipient = $1 and hash = $2', [
        recipient,
        hash,
        index + 1,
      ]);
    }
    this.log.log(`blob of ${blob.chunks} chunks sent to ${recipient}`);
    return null;
  }

  private requireStore(): BlobStore {
    const store = this.store();
    if (store) return store;
    throw new DomainError('NO_FILE_STORE', 'unavailable', {
      zh: '本机构未配置附件存储',
      en: 'This agency has no file store',
    });
  }
}
