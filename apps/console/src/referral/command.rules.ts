import { type Bilingual } from '@sup/kernel';
import { type ReasonCode, type ResultOutcome } from '@sup/contracts';
import { commandWords as words } from '../language/command.words.ts';

/** One control of a command's form. `name` is the property of the request body. */
export type Control =
  | { readonly control: 'reason-code'; readonly name: 'reasonCode'; readonly codes: readonly ReasonCode[] }
  | {
      readonly control: 'text';
      readonly name: 'reason' | 'text' | 'remark';
      readonly label: Bilingual;
      readonly max: number;
      readonly required: boolean;
    }
  | { readonly control: 'authority'; readonly name: 'suggestedAuthority' }
  | { readonly control: 'recipient'; readonly name: 'to' }
  | { readonly control: 'office'; readonly name: 'office' }
  | { readonly control: 'instrument'; readonly name: 'instrument'; readonly required: boolean }
  | { readonly control: 'outcome'; readonly name: 'outcome' }
  | { readonly control: 'declined-points'; readonly name: 'declinedPoints' }
  | { readonly control: 'placed-points'; readonly name: 'placedPoints' }
  | { readonly control: 'points'; readonly name: 'pointIds' }
  | { readonly control: 'decision'; readonly name: 'decision'; readonly required: boolean }
  | { readonly control: 'clock'; readonly name: 'clockId' }
  | { readonly control: 'length'; readonly name: 'length' }
  | { readonly control: 'files'; readonly name: 'fileIds' }
  | { readonly control: 'outside-party'; readonly name: 'to' }
  | { readonly control: 'channel'; readonly name: 'channel' }
  /** A rule with its stated start: one object, or flat beside the other properties where `name` is `limit`. */
  | { readonly control: 'limit'; readonly name: 'limit' | 'forwardBy' };

/** How a command looks and what its form asks. The server names the commands that are possible; this table draws them. */
export interface CommandFace {
  readonly label: Bilingual;
  /** What follows from it, said before it is done. */
  readonly consequence: Bilingual;
  /** `onward`: takes the matter further; `aside`: adds to it; `away`: ends or turns it back. */
  readonly tone: 'onward' | 'aside' | 'away';
  readonly controls: readonly Control[];
  /** Properties that are always sent with it. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** The command's name in the interface where two faces share one. */
  readonly command?: string;
}

const notOurs: readonly ReasonCode[] = [
  'NOT_OUR_JURISDICTION',
  'SUBJECT_IS_US',
  'UPPER_LEVEL',
  'LITIGATION_MATTER',
  'DUPLICATE',
  'MATERIAL_INCOMPLETE',
  'OTHER',
];
const takeBack: readonly ReasonCode[] = [
  'SENT_BY_MISTAKE',
  'DUPLICATE',
  'NOT_OUR_JURISDICTION',
  'MATERIAL_INCOMPLETE',
  'FACTS_UNCLEAR',
  'OTHER',
];
const notEnough: readonly ReasonCode[] = [
  'ANSWER_INCOMPLETE',
  'FACTS_UNCLEAR',
  'MEASURES_INSUFFICIENT',
  'MATERIAL_INCOMPLETE',
  'OTHER',
];

const reasonCode = (codes: readonly ReasonCode[]): Control => ({ control: 'reason-code', name: 'reasonCode', codes });
const reason = {
  control: 'text',
  name: 'reason',
  label: words.reason,
  max: 2_000,
  required: true,
} as const satisfies Control;
const text = (label: Bilingual, max: number): Control => ({
  control: 'text',
  name: 'text',
  label,
  max,
  required: true,
});
const remark: Control = { control: 'text', name: 'remark', label: words.remark, max: 2_000, required: false };
const authority: Control = { control: 'authority', name: 'suggestedAuthority' };
const decision = { control: 'decision', name: 'decision', required: true } as const satisfies Control;
const instrument = (required: boolean): Control => ({ control: 'instrument', name: 'instrument', required });
const onward = { tone: 'onward' } as const;
const aside = { tone: 'aside' } as const;
const away = { tone: 'away' } as const;

/** In the order of the ladder; buttons keep it. */
export const commandFaces = {
  acknowledge: { ...onward, ...words.acknowledge, controls: [] },
  accept: { ...onward, ...words.accept, controls: [{ control: 'declined-points', name: 'declinedPoints' }] },
  'first-feedback': { ...onward, ...words.firstFeedback, controls: [text(words.feedbackText, 5_000)] },
  progress: { ...aside, ...words.progress, controls: [text(words.progressText, 5_000)] },
  result: {
    ...onward,
    ...words.result,
    controls: [{ control: 'outcome', name: 'outcome' }, text(words.resultText, 20_000), instrument(false)],
  },
  'approve-result': {
    ...onward,
    ...words.approveResult,
    controls: [{ control: 'placed-points', name: 'placedPoints' }, remark],
  },
  'strike-off': { ...onward, ...words.strikeOff, controls: [remark] },
  uphold: { ...onward, ...words.uphold, controls: [reason] },
  escalate: { ...aside, ...words.escalate, controls: [reason] },
  'rule-accept': {
    ...onward,
    ...words.ruleAccept,
    command: 'rule',
    fixed: { accept: true },
    controls: [reason, decision],
  },
  'rule-return': {
    ...away,
    ...words.ruleReturn,
    command: 'rule',
    fixed: { accept: false },
    controls: [reason, decision],
  },
  'grant-recall': { ...onward, ...words.grantRecall, controls: [] },
  'refuse-recall': { ...away, ...words.refuseRecall, controls: [reason] },
  'grant-extension': { ...onward, ...words.grantExtension, controls: [] },
  'refuse-extension': { ...away, ...words.refuseExtension, controls: [reason] },
  supplement: {
    ...aside,
    ...words.supplement,
    controls: [text(words.supplementText, 20_000), { control: 'files', name: 'fileIds' }],
  },
  'request-extension': {
    ...aside,
    ...words.requestExtension,
    controls: [{ control: 'clock', name: 'clockId' }, { control: 'length', name: 'length' }, reason],
  },
  'open-part': {
    ...aside,
    ...words.openPart,
    controls: [
      { control: 'recipient', name: 'to' },
      { control: 'office', name: 'office' },
      { control: 'points', name: 'pointIds' },
    ],
  },
  forward: {
    ...aside,
    ...words.forward,
    controls: [
      { control: 'recipient', name: 'to' },
      { control: 'office', name: 'office' },
      reasonCode(notOurs),
      reason,
      instrument(false),
      { control: 'limit', name: 'forwardBy' },
    ],
  },
  dispatch: {
    ...aside,
    ...words.dispatch,
    controls: [
      { control: 'outside-party', name: 'to' },
      { control: 'channel', name: 'channel' },
      instrument(true),
      { control: 'limit', name: 'limit' },
      text(words.dispatchText, 5_000),
    ],
  },
  object: { ...away, ...words.object, controls: [reasonCode(notOurs), reason, authority] },
  return: { ...away, ...words.return, controls: [reasonCode(notOurs), reason, authority] },
  'send-back': { ...away, ...words.sendBack, controls: [reasonCode(notEnough), reason] },
  withdraw: { ...away, ...words.withdraw, controls: [reasonCode(takeBack), reason] },
  recall: { ...away, ...words.recall, controls: [reasonCode(takeBack), reason] },
  send: { ...onward, ...words.send, controls: [] },
  approve: { ...onward, ...words.approve, controls: [{ ...decision, required: false }] },
  deliberate: { ...onward, ...words.deliberate, controls: [] },
  'refuse-draft': { ...away, ...words.refuseDraft, controls: [{ ...reason, required: false }] },
  'reopen-draft': { ...away, ...words.reopenDraft, controls: [] },
  discard: { ...away, ...words.discard, controls: [] },
} as const satisfies Record<string, CommandFace>;
export type FaceName = keyof typeof commandFaces;

/** The faces to draw for the server's commands, in the ladder's order. `rule` has two. A command unknown here is left out. */
export function facesOf(commands: readonly string[]): [FaceName, CommandFace][] {
  return (Object.entries(commandFaces) as [FaceName, CommandFace][]).filter(([name, face]) =>
    commands.includes(face.command ?? name),
  );
}

/** Outcomes that answer what was asked, the likely ones first. */
export function outcomesFor(requestedAction: string): readonly ResultOutcome[] {
  const found: readonly ResultOutcome[] = ['SUBSTANTIATED', 'PARTLY', 'UNSUBSTANTIATED', 'INCONCLUSIVE'];
  const done: readonly ResultOutcome[] = ['EXPLAINED', 'PROCESSED', 'RECEIPTED', 'DISPOSED'];
  if (requestedAction === 'VERIFY_AND_REPLY') return [...found, ...done];
  return [...done, ...found];
}

/** The names of required properties that are still empty, and of limits and decisions that are begun but not complete. */
export function missingOf(face: CommandFace, body: Readonly<Record<string, unknown>>): string[] {
  return face.controls
    .filter((control) => (isRequired(control) && isBlank(body[control.name])) || isHalf(control, body[control.name]))
    .map((control) => control.name);
}

function isHalf({ control }: Control, value: unknown): boolean {
  if (isBlank(value)) return false;
  const parts = value as Readonly<Record<string, unknown>>;
  if (control === 'limit') return isBlank(parts['triggerAt']);
  if (control === 'decision') return isBlank(parts['meetingNo']) || isBlank(parts['heldOn']);
  if (control === 'declined-points') return (value as Record<string, unknown>[]).some((row) => isBlank(row['reason']));
  if (control === 'placed-points')
    return (value as Record<string, unknown>[]).some((row) => isBlank(row['placedWith']));
  return false;
}

export function isRequired(control: Control): boolean {
  switch (control.control) {
    case 'text':
    case 'instrument':
    case 'decision':
      return control.required;
    case 'authority':
    case 'office':
    case 'declined-points':
    case 'placed-points':
    case 'files':
    case 'limit':
      return false;
    default:
      return true;
  }
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function limitOf(name: 'limit' | 'forwardBy', value: unknown): Record<string, unknown> {
  if (isBlank(value)) return {};
  return name === 'limit' ? { ...(value as object) } : { forwardBy: value };
}

/** The request body: fixed properties, then what was filled in; blanks of optional controls are left out or null. */
export function bodyOf(face: CommandFace, filled: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = { ...face.fixed };
  for (const control of face.controls) {
    const value = filled[control.name];
    if (control.control === 'limit') Object.assign(body, limitOf(control.name, value));
    else if (control.control === 'authority') body[control.name] = isBlank(value) ? null : value;
    else if (
      control.control === 'declined-points' ||
      control.control === 'placed-points' ||
      control.control === 'files'
    )
      body[control.name] = value ?? [];
    else if (control.name === 'remark') body[control.name] = value ?? '';
    else if (!isBlank(value)) body[control.name] = value;
    if (control.control === 'length') body['unit'] = filled['unit'] ?? 'WORKING_DAY';
  }
  return body;
}
