/** What demonstrations, journeys, failure tests and benches use of the local network. */
export { AgencyClient, type NetworkAgency, Refused, type Role } from './local/agency.client.ts';
export { LocalNetwork } from './local/local.network.ts';
export { type ReferralView, history, letter, seen, send } from './local/referral.letters.ts';
