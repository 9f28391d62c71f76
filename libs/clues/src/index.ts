import { CreateClue1764000001000 } from './store/migrations/20261202-create-clue.ts';
import { CreateClueStray1764000001100 } from './store/migrations/20261203-create-clue-stray.ts';

export { CluesModule } from './clues.module.ts';
export { type CluesSettings } from './service/clues.settings.ts';
export {
  type ClueCheckView,
  type ClueListItem,
  type CluePage,
  type ClueView,
  type DuplicateView,
} from './service/clue.views.ts';
export { CluesService } from './service/commands.service.ts';
export { ClueIntake } from './service/intake.service.ts';
export { ClueReads } from './service/reads.service.ts';
export { DuplicatesService } from './service/duplicates.service.ts';
export { ClueLists } from './service/list.service.ts';
export { ClueStore } from './store/clue.store.ts';
export { clueRows } from './store/clue.row.ts';
export const clueMigrations = [CreateClue1764000001000, CreateClueStray1764000001100];
