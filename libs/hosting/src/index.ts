export { HostingModule } from './hosting.module.ts';
export { type SessionView } from './http/session.controller.ts';
export { InputPipe } from './http/input.pipe.ts';
export { createService } from './service.start.ts';
export { type Persistence } from './service/agency.database.ts';
export { type AgencySettings, SettingsError, loadSettings } from './service/agency.settings.ts';
export { AGENCY_SETTINGS } from './service/hosting.tokens.ts';
export { Metrics } from './service/metrics.service.ts';
export { type ReadinessCheck, ReadinessChecks } from './service/readiness.service.ts';
