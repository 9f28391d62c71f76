import { type ClueCommand } from '@sup/clues/protocol';
import { type Bilingual } from '@sup/kernel';
import { clueCommandWords as words } from '../language/clue-command.words.ts';

/** One control of a command's form. `name` is the property of the request body. */
export type ClueControl =
  | {
      readonly control: 'text';
      readonly name: string;
      readonly label: Bilingual;
      readonly hint?: Bilingual;
      readonly max: number;
      readonly required: boolean;
      /** One line instead of a text. */
      readonly short?: true;
    }
  | { readonly control: 'day'; readonly name: string; readonly label: Bilingual }
  | { readonly control: 'check'; readonly name: string; readonly label: Bilingual }
  | { readonly control: 'reason-code'; readonly name: 'reasonCode' }
  | { readonly control: 'into'; readonly name: 'into' }
  | { readonly control: 'handlers'; readonly name: 'handlers' }
  | { readonly control: 'outcome'; readonly name: 'outcome'; readonly fixed?: true }
  | { readonly control: 'findings'; readonly name: 'findings' }
  | { readonly control: 'disposals'; readonly name: 'disposals' }
  | { readonly control: 'decision'; readonly name: 'decisionId' }
  | { readonly control: 'ground'; readonly name: 'ground' }
  | { readonly control: 'reply-channel'; readonly name: 'channel' }
  | { readonly control: 'clock'; readonly name: 'clockId' }
  /** A rule with its stated start: an object under `name`, or flat beside the other properties where `name` is `limit`. */
  | { readonly control: 'limit'; readonly name: 'due' | 'limit'; readonly required: boolean };

/** How a command looks and what its form asks. The service names the commands that are possible; this table draws them. */
export interface ClueFace {
  readonly label: Bilingual;
  /** What follows from it, said before it is done. */
  readonly consequence: Bilingual;
  readonly tone: 'onward' | 'aside' | 'away';
  readonly controls: readonly ClueControl[];
}

const text = (
  name: string,
  label: Bilingual,
  { max = 2_000, required = true, hint }: { max?: number; required?: boolean; hint?: Bilingual } = {},
): ClueControl => ({ control: 'text', name, label, max, required, ...(hint ? { hint } : {}) });
const line = (name: string, label: Bilingual, max: number, hint?: Bilingual): ClueControl => ({
  ...{ control: 'text', name, label, max, required: true, short: true },
  ...(hint ? { hint } : {}),
});

/** In the order of the buttons. `prepare-referral` has a form of its own; `amend` is a link. */
export const clueFaces: Readonly<Record<Exclude<ClueCommand, 'amend'>, ClueFace>> = {
  register: face(words.register, words.registerThen, 'onward', []),
  'begin-screening': face(words.beginScreening, words.beginScreeningThen, 'onward', []),
  accept: face(words.accept, words.acceptThen, 'onward', [text('text', words.text, { required: false })]),
  assign: face(words.assign, words.assignThen, 'onward', [
    { control: 'handlers', name: 'handlers' },
    { control: 'limit', name: 'due', required: false },
  ]),
  'begin-verification': face(words.beginVerification, words.beginVerificationThen, 'onward', [
    text('plan', words.plan, { max: 10_000 }),
  ]),
  conclude: face(words.conclude, words.concludeThen, 'onward', [
    { control: 'outcome', name: 'outcome' },
    { control: 'findings', name: 'findings' },
    { control: 'check', name: 'subjectHeard', label: words.subjectHeard },
  ]),
  resume: face(words.resume, words.resumeThen, 'onward', [text('reason', words.reason, { required: false })]),
  'decide-outcome': face(words.decideOutcome, words.decideOutcomeThen, 'onward', [
    { control: 'decision', name: 'decisionId' },
    { control: 'outcome', name: 'outcome', fixed: true },
  ]),
  dispose: face(words.dispose, words.disposeThen, 'onward', [
    { control: 'decision', name: 'decisionId' },
    { control: 'disposals', name: 'disposals' },
  ]),
  close: face(words.close, words.closeThen, 'onward', [
    { control: 'ground', name: 'ground' },
    text('replied', words.replied, { required: false }),
  ]),
  'prepare-referral': face(words.prepare, words.prepareThen, 'onward', []),
  'tell-reporter': face(words.tellReporter, words.tellReporterThen, 'aside', [
    { control: 'reply-channel', name: 'channel' },
    line('instrument', words.instrument, 60),
    text('text', words.text, { max: 5_000 }),
    { control: 'limit', name: 'limit', required: false },
  ]),
  note: face(words.note, words.noteThen, 'aside', [text('text', words.noteText, { max: 5_000 })]),
  'start-limit': face(words.startLimit, words.startLimitThen, 'aside', [
    { control: 'limit', name: 'limit', required: true },
  ]),
  'meet-limit': face(words.meetLimit, words.meetLimitThen, 'aside', [{ control: 'clock', name: 'clockId' }]),
  'identity-request': face(words.identityRequest, words.identityRequestThen, 'aside', [
    text('reason', words.reason, { max: 1_000 }),
  ]),
  keep: face(words.keep, words.keepThen, 'aside', [
    text('reason', words.reason),
    { control: 'day', name: 'reviewOn', label: words.reviewOn },
  ]),
  merge: face(words.merge, words.mergeThen, 'away', [
    { control: 'into', name: 'into' },
    text('text', words.text, { required: false }),
  ]),
  redirect: face(words.redirect, words.redirectThen, 'away', [
    line('procedure', words.procedure, 200),
    text('text', words.text),
  ]),
  decline: face(words.decline, words.declineThen, 'away', [
    { control: 'reason-code', name: 'reasonCode' },
    line('path', words.path, 200, words.pathHint),
    text('text', words.text),
  ]),
  reopen: face(words.reopen, words.reopenThen, 'aside', [text('newFacts', words.newFacts, { max: 20_000 })]),
  discard: face(words.discard, words.discardThen, 'away', []),
};

function face(
  label: Bilingual,
  consequence: Bilingual,
  tone: ClueFace['tone'],
  controls: readonly ClueControl[],
): ClueFace {
  return { label, consequence, tone, controls };
}

export type ClueFaceName = keyof typeof clueFaces;

/** The faces of the commands that the service named, in this table's order. */
export function facesOf(commands: readonly string[]): [ClueFaceName, ClueFace][] {
  return (Object.entries(clueFaces) as [ClueFaceName, ClueFace][]).filter(([name]) => commands.includes(name));
}

type Filled = Readonly<Record<string, unknown>>;

/** The controls still to be filled in, by name. */
export function missingOf(face: ClueFace, filled: Filled): string[] {
  return face.controls.filter((control) => isRequired(control) && isEmpty(control, filled)).map(({ name }) => name);
}

export function isRequired(control: ClueControl): boolean {
  if (control.control === 'text' || control.control === 'limit') return control.required;
  return control.control !== 'check';
}

function isEmpty({ control, name }: ClueControl, filled: Filled): boolean {
  const value = filled[name];
  if (control === 'limit') return !(value as { triggerAt?: string } | undefined)?.triggerAt;
  if (Array.isArray(value)) return value.length === 0 || value.some((row) => isBlankRow(row));
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isBlankRow(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return row === '';
  return 'text' in row && String(row.text).trim() === '';
}

/** The request's body: what the form holds, an empty optional left out, a flat limit spread. */
export function bodyOf(face: ClueFace, filled: Filled): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const control of face.controls) {
    const value = filled[control.name];
    if (control.control === 'check') body[control.name] = value === true;
    else if (isEmpty(control, filled)) continue;
    else if (control.control === 'limit' && control.name === 'limit') Object.assign(body, value);
    else body[control.name] = typeof value === 'string' ? value.trim() : value;
  }
  return body;
}
