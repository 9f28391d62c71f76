import { CreateAccess1764000000100 } from './store/access.migration.ts';
import { HoldingRow, PersonRow, PostRow } from './store/person.row.ts';

export { AccessModule } from './access.module.ts';
export { Allow, type ActingRequest, CurrentActor, Public } from './http/allow.decorators.ts';
export { sessionCookie, tokenOf } from './http/session.cookie.ts';
export { type Action, type Actor, type Role } from './protocol/index.ts';
export { ACCESS_SETTINGS, type AccessSettings } from './service/access.settings.ts';
export { People, type PersonWanted } from './service/people.service.ts';
export { type PersonView } from './store/person.store.ts';
export { Sessions } from './service/session.service.ts';
export const accessRows = [PersonRow, PostRow, HoldingRow];
export const accessMigrations = [CreateAccess1764000000100];
