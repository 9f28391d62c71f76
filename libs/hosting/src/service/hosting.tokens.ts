/** The `AgencySettings` of this service. */
export const AGENCY_SETTINGS = Symbol('AGENCY_SETTINGS');
