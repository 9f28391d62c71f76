import { type DynamicModule, Module } from '@nestjs/common';
import { FILES_SETTINGS, FilesService, type FilesSettings } from './service/files.service.ts';

/** The agency's files. Needs a TypeORM `DataSource` with `filesMigrations`. The service's timer calls `FilesService.sweep`. */
@Module({})
export class FilesModule {
  static forAgency(settings: FilesSettings): DynamicModule {
    return {
      module: FilesModule,
      global: true,
      providers: [{ provide: FILES_SETTINGS, useValue: settings }, FilesService],
      exports: [FilesService],
    };
  }
}
