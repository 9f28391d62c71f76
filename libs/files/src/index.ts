import { type EntitySchema } from 'typeorm';
import { CreateFiles1764000300000 } from './store/file.migration.ts';

/** Files are read and written in plain SQL: no entities. */
export const filesRows: EntitySchema[] = [];
export const filesMigrations = [CreateFiles1764000300000];
export { FilesModule } from './files.module.ts';
export {
  type ChunkReception,
  FilesService,
  type FilesSettings,
  type StoredFile,
  abandonedAfterMs,
} from './service/files.service.ts';
