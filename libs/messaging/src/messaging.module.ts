import { type DynamicModule, Module } from '@nestjs/common';
import { systemClock } from '@sup/kernel';
import { AskService } from './service/ask.service.ts';
import { BlobService } from './service/blob.service.ts';
import { Broker } from './service/broker.ts';
import { CarriedFacts } from './service/carried-facts.ts';
import { DirectoryService } from './service/directory.service.ts';
import { Echo } from './service/echo.ts';
import { EngineService } from './service/engine.service.ts';
import { Fence } from './service/fence.ts';
import { IntakeService } from './service/intake.service.ts';
import { LinkService } from './service/link.service.ts';
import { NetworkNotes } from './service/network-notes.ts';
import { NetworkReaction } from './service/network.reaction.ts';
import { Outbox } from './service/outbox.ts';
import { Provision } from './service/provision.ts';
import { PulseService } from './service/pulse.service.ts';
import { ReactionRegistry } from './service/reaction.registry.ts';
import { ReceiptService } from './service/receipt.service.ts';
import { ReceiverService } from './service/receiver.service.ts';
import { RelayService } from './service/relay.service.ts';
import { RestoreService } from './service/restore.service.ts';
import { type MessagingOptions, MessagingSettings } from './service/settings.ts';
import { WorkerService } from './service/worker.service.ts';

const doors = [
  Outbox,
  ReactionRegistry,
  CarriedFacts,
  LinkService,
  BlobService,
  AskService,
  DirectoryService,
  RestoreService,
  EngineService,
  MessagingSettings,
];
const inside = [
  Broker,
  Echo,
  Fence,
  IntakeService,
  NetworkNotes,
  NetworkReaction,
  Provision,
  PulseService,
  ReceiptService,
  ReceiverService,
  RelayService,
  WorkerService,
];

/**
 * Messaging between agencies that share no database: nothing lost, nothing twice, in order, visible (PROTOCOL.md 1).
 * Global. Needs the application's DataSource with `messagingMigrations` run before it starts.
 */
@Module({})
export class MessagingModule {
  static forAgency(options: MessagingOptions): DynamicModule {
    const settings = { provide: MessagingSettings, useFactory: () => new MessagingSettings(options, systemClock) };
    const providers = [...doors.filter((door) => door !== MessagingSettings), ...inside];
    return { module: MessagingModule, global: true, providers: [settings, ...providers], exports: doors };
  }
}
