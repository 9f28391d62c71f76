import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AttemptStore } from './attempt.store.ts';
import { PersonStore } from './person.store.ts';
import { SessionStore } from './session.store.ts';

/** What one act of access writes together in a transaction. */
@Injectable()
export class AccessStores {
  constructor(
    readonly source: DataSource,
    readonly sessions: SessionStore,
    readonly attempts: AttemptStore,
    readonly people: PersonStore,
  ) {}
}
