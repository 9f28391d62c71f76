/** The referral as data and pure functions: tables, state, decide, admit. For the console, the services and tests. */
export { type HomeCommand, type HomeStatus, homeMoves } from './home.moves.ts';
export { namesReporter } from './masking.rules.ts';
export { deemedAcceptanceRule, referralClocks, ruleOf } from './referral-clocks.rules.ts';
export {
  type Admission,
  type SharedCommand,
  admit,
  commandFacts,
  decide,
  isOpen,
  openCommands,
} from './referral.decide.ts';
export { refusals } from './referral.errors.ts';
export { forwardedOpening } from './referral.facts.ts';
export {
  type Asked,
  type DecisionAsked,
  type GuardName,
  checkGuards,
  earliestDay,
  guards,
  handOffGuards,
  hopsAtMost,
  pointsLeft,
  quorum,
  sendingGuards,
} from './referral.guards.ts';
export {
  type ReferralMove,
  type ReferralNote,
  type ReferralParty,
  type ReferralStatus,
  closedStatuses,
  isClosed,
  isMove,
  isNote,
  referralMoves,
  referralNotes,
  referralParties,
} from './referral.moves.ts';
export {
  type DeclinedPoint,
  type ExtensionRequest,
  type OpenedReferral,
  type RecallRequest,
  type Referral,
  evolve,
  holder,
  open,
  openExtensions,
  openRecalls,
  recallToGrant,
  recipientsOf,
} from './referral.ts';
export { bareText } from './variants.rules.ts';
export { verdictDirectiveIn } from './verdict.rules.ts';
