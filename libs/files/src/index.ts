import { type EntitySchema } from 'typeorm';
import { CreateFiles1764000300000 } from './store/file.migration.ts';

/** Files are read and written in plain SQL: no entities. */
export const filesRows: EntitySchema[] = [];
export const filesMigrations = [CreateFiles1764000300000];
export { FilesModule } from './files.module.ts';
export { ArchiveGuard } from './service/archive.guards.ts';
export {
  type ChunkReception,
  FilesService,
  type FoundFile,
  type FilesSettings,
  type StoredFile,
  abandonedAfterMs,
} from './service/files.service.ts';
export { type FileUse } from './store/file.store.ts';
