import { CreateAccess1764000000100 } from './store/access.migration.ts';
import { CreateCases1764000000200 } from './store/case.migration.ts';
import { HoldingRow, PersonRow, PostRow } from './store/person.row.ts';

export { AccessModule } from './access.module.ts';
export { Allow, type ActingRequest, CurrentActor, Public } from './http/allow.decorators.ts';
export { sessionCookie, tokenOf } from './http/session.cookie.ts';
export { type Action, type Actor, type Role } from './protocol/index.ts';
export { ACCESS_SETTINGS, type AccessSettings } from './service/access.settings.ts';
export { CaseAccess, type CaseSubject, type Holder, type ReadableOptions } from './service/case-access.service.ts';
export { type SqlFragment } from './service/case.sql.ts';
export { type CaseConcern, type ConcernedSubject } from './service/concerns.service.ts';
export { People, type PersonWanted, type Placement } from './service/people.service.ts';
export { type PersonView } from './store/person.store.ts';
export { Sessions } from './service/session.service.ts';
export const accessRows = [PersonRow, PostRow, HoldingRow];
export const accessMigrations = [CreateAccess1764000000100, CreateCases1764000000200];
