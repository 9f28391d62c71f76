import { type EntitySchema } from 'typeorm';
import { CreateMessaging1764547200000 } from './store/migrations/20261201-create-messaging.ts';

/** Messaging reads and writes its tables in plain SQL: no entities. */
export const messagingRows: EntitySchema[] = [];
export const messagingMigrations = [CreateMessaging1764547200000];
export { MessagingModule } from './messaging.module.ts';
export { AskService } from './service/ask.service.ts';
export { BlobService } from './service/blob.service.ts';
export { CarriedFacts } from './service/carried-facts.ts';
export { DirectoryService, rotateKeys } from './service/directory.service.ts';
export { EngineService } from './service/engine.service.ts';
export { LinkService, type LinkView, type MessagingHealth, type ReconcileRow } from './service/link.service.ts';
export { Outbox } from './service/outbox.ts';
export {
  type Reaction,
  ReactionRegistry,
  type ReceivedFact,
  type Reception,
  type SignalEnvelope,
} from './service/reaction.registry.ts';
export { type BlobStore, type MessagingOptions, type Tuning } from './service/settings.ts';
