import { hkdfSync } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { DirectoryService } from '@sup/messaging';
import { ClueCommandsController } from './http/clue-commands.controller.ts';
import { ClueListsController } from './http/clue-lists.controller.ts';
import { ClueImportController } from './http/clue-import.controller.ts';
import { ClueRegisterController } from './http/clue-register.controller.ts';
import { CluesController, IdentityController } from './http/clues.controller.ts';
import { ClueReaction } from './messages/clue.reaction.ts';
import { AskingService } from './service/asking.service.ts';
import { ClueCases } from './service/cases.service.ts';
import { CitingService } from './service/citing.service.ts';
import { type CluesSettings, CLUES_SETTINGS } from './service/clues.settings.ts';
import { ClueFiles } from './service/clue-files.service.ts';
import { CluesService } from './service/commands.service.ts';
import { DuplicatesService } from './service/duplicates.service.ts';
import { FollowingService } from './service/following.service.ts';
import { IdentityRequests } from './service/identity-requests.service.ts';
import { IdentityService } from './service/identity.service.ts';
import { ClueImports } from './service/import.service.ts';
import { ClueIntake } from './service/intake.service.ts';
import { LimitsService } from './service/limits.service.ts';
import { ClueBatches } from './service/list-batch.service.ts';
import { ClueLists } from './service/list.service.ts';
import { OffersService } from './service/offers.service.ts';
import { ClueReads } from './service/reads.service.ts';
import { ClueRecords } from './service/records.service.ts';
import { ClueRegisters } from './service/register.service.ts';
import { SeatsService } from './service/seats.service.ts';
import { CLUE_STORE_SETTINGS, ClueStore, type ClueStoreSettings } from './store/clue.store.ts';

/**
 * The clue register of one agency. Needs beside it the global modules of files, messaging, audit, access, deadlines and
 * decisions, and a `DataSource` with `clueRows` and `clueMigrations`.
 */
@Module({})
export class CluesModule {
  static forAgency(settings: CluesSettings): DynamicModule {
    return {
      module: CluesModule,
      controllers: [
        ClueListsController,
        ClueRegisterController,
        ClueImportController,
        CluesController,
        IdentityController,
        ClueCommandsController,
      ],
      providers: [
        { provide: CLUES_SETTINGS, useValue: settings },
        {
          provide: CLUE_STORE_SETTINGS,
          inject: [DirectoryService],
          useFactory: (directory: DirectoryService): ClueStoreSettings => ({
            agency: settings.agency,
            numberKey: numberKeyOf(directory),
          }),
        },
        AskingService,
        CitingService,
        ClueBatches,
        ClueCases,
        ClueFiles,
        ClueImports,
        ClueIntake,
        ClueLists,
        ClueReaction,
        ClueReads,
        ClueRecords,
        ClueRegisters,
        ClueStore,
        CluesService,
        DuplicatesService,
        FollowingService,
        IdentityRequests,
        IdentityService,
        LimitsService,
        OffersService,
        SeatsService,
      ],
      exports: [CluesService, ClueIntake, ClueReads],
    };
  }
}

/** The key of the marks of ID numbers: derived from the oldest sealing key, which a rotation keeps. */
function numberKeyOf(directory: DirectoryService): Uint8Array {
  const oldest = directory.keyRing().sealing.at(-1)!.privateKey.export({ format: 'jwk' }).d!;
  return new Uint8Array(hkdfSync('sha256', Buffer.from(oldest, 'base64url'), '', 'sup clue number marks', 32));
}
