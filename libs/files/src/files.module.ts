import { type DynamicModule, Module } from '@nestjs/common';
import { FileSweeper } from './service/file.sweeper.ts';
import { FILES_SETTINGS, FilesService, type FilesSettings } from './service/files.service.ts';

/** The agency's files. Needs a TypeORM `DataSource` with `filesMigrations`. Unused files are swept every hour. */
@Module({})
export class FilesModule {
  static forAgency(settings: FilesSettings): DynamicModule {
    return {
      module: FilesModule,
      global: true,
      providers: [{ provide: FILES_SETTINGS, useValue: settings }, FilesService, FileSweeper],
      exports: [FilesService],
    };
  }
}
