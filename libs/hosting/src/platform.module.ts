import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule, accessMigrations, accessRows } from '@sup/access';
import { DeadlinesModule, deadlinesMigrations, deadlinesRows } from '@sup/deadlines';
import { DecisionsModule, decisionsMigrations, decisionsRows } from '@sup/decisions';
import { FilesModule, filesMigrations, filesRows } from '@sup/files';
import { MessagingModule, messagingMigrations, messagingRows } from '@sup/messaging';
import { HostingModule } from './hosting.module.ts';
import { StoredFilesController } from './http/stored-files.controller.ts';
import { type Persistence } from './service/agency.database.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { accessSettingsOf, filesSettingsOf, messagingOptionsOf } from './service/agency.wiring.ts';

/**
 * Everything below the capabilities, as every agency's service has it: database, people, messaging, files, clocks, HTTP.
 * An app adds its capabilities and their rows and migrations.
 */
@Module({})
export class PlatformModule {
  static forAgency(settings: AgencySettings, capabilities: Persistence): DynamicModule {
    const { agency } = settings;
    return {
      module: PlatformModule,
      controllers: [StoredFilesController],
      imports: [
        HostingModule.forAgency(settings, {
          rows: [
            ...accessRows,
            ...messagingRows,
            ...filesRows,
            ...deadlinesRows,
            ...decisionsRows,
            ...capabilities.rows,
          ],
          migrations: [
            ...accessMigrations,
            ...messagingMigrations,
            ...filesMigrations,
            ...deadlinesMigrations,
            ...decisionsMigrations,
            ...capabilities.migrations,
          ],
        }),
        AccessModule.forAgency(accessSettingsOf(settings)),
        MessagingModule.forAgency(messagingOptionsOf(settings)),
        FilesModule.forAgency(filesSettingsOf(settings)),
        DeadlinesModule.forAgency({ agency, adjustable: settings.businessClock === 'adjustable' }),
        DecisionsModule.forAgency({ agency }),
      ],
    };
  }
}
