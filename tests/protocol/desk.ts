import { type FactEnvelope, type ReferralSent, authorOf, facts as factTypes, sourceOf } from '@sup/contracts';
import type * as protocol from '@sup/referrals/protocol';
import { type Referral, type ReferralMove, type ReferralNote, type ReferralParty } from '@sup/referrals/protocol';
import { type ClockTally, followFact, isRunning } from './clock.tally.ts';

export type Protocol = typeof protocol;
export type Act = ReferralMove | ReferralNote | 'clock.overdue';

/** One agency's copy of one referral: what the protocol says of it, and which facts it has taken in. */
export interface Copy {
  readonly state: Referral;
  readonly facts: readonly FactEnvelope[];
  readonly clocks: readonly ClockTally[];
}
/** All an agency holds. A change makes a new desk; equal desks have equal `key`s. */
export interface Desk {
  readonly agency: string;
  readonly copies: ReadonlyMap<string, Copy>;
  /** 1 after a restore from backup: its new facts are other facts, also where they say the same. */
  readonly epoch: number;
  /** Restored and waiting for its own facts: takes in, does not act. */
  readonly fenced: boolean;
}
export interface Written {
  readonly label: string;
  readonly desk: Desk;
  readonly facts: readonly FactEnvelope[];
}
export type Received =
  | { readonly outcome: 'applied'; readonly choices: readonly Written[] }
  | { readonly outcome: 'duplicate' | 'held' | 'conflict' | 'refused'; readonly code: string };

export type Limits = Readonly<Partial<Record<Act, number>>>;

/** What a model lets happen: how often an act may be made on one record, when it may be stated, what it says. */
export interface Model {
  readonly name: string;
  readonly protocol: Protocol;
  /** Acts that are tried, and at most how often each on one record by one agency. */
  readonly limits: Limits;
  /** The same for parts, where they are fewer. */
  readonly partLimits?: Limits;
  /** The letter that is on its way when the exploration begins. */
  readonly letter: ReferralSent;
  /** Stated instants of an act; one where time does not matter. */
  readonly times?: (type: Act) => readonly string[];
  /** The receiver's service may find that it cannot receive. */
  readonly undeliverable?: boolean;
  /** The third agency of a forwarding or a part. */
  readonly third?: string;
  /** Points that go out as parts, one part each. */
  readonly partPoints?: readonly string[];
  readonly clocks?: boolean;
}

export const firstRecord = 'R';
const anyTime = '2026-12-01T01:00:00.000Z';
const acting = { hasPost: true, isHead: true, excluded: false };

export const emptyDesk = (agency: string): Desk => ({ agency, copies: new Map(), epoch: 0, fenced: false });

/** Two desks with one key hold the same records, made of the same facts. */
export function keyOf(desk: Desk): string {
  const copies = [...desk.copies].map(([id, copy]) => `${id}=${copyKey(copy)}`).sort();
  return `${desk.agency}|${desk.epoch}${desk.fenced ? 'F' : ''}|${copies.join('|')}`;
}

/** Everything of a copy that both sides must agree on: record, clocks with their verdicts, and the facts. */
export function copyKey({ state, facts, clocks }: Copy): string {
  return JSON.stringify([{ ...state, sent: null }, clocks, facts.map(({ id }) => id).sort()]);
}

/** The letter leaves: the first fact of the first record. */
export function sendLetter(model: Model): Written {
  const { letter } = model;
  return openHere(model, emptyDesk(letter.parties.sender), firstRecord, letter);
}

function openHere(model: Model, desk: Desk, id: string, letter: ReferralSent): Written {
  const fact = envelope(desk, { subject: id, type: 'referral.sent', n: 1, data: { ...letter } });
  const addressed = { ...fact, recipients: [letter.parties.receiver] };
  return { label: `${desk.agency}: sends ${id}`, desk: withOpened(model, desk, addressed), facts: [addressed] };
}

/** Every act that this agency may make now, officer's and timer's. */
export function actsOf(model: Model, desk: Desk): Written[] {
  if (desk.fenced) return [];
  return [...desk.copies.keys()].flatMap((id) => actsOn(model, desk, id));
}

function actsOn(model: Model, desk: Desk, id: string): Written[] {
  const copy = desk.copies.get(id)!;
  const found: Written[] = [];
  const limits = (copy.state.sent.parent && model.partLimits) ?? model.limits;
  for (const [type, most] of Object.entries(limits) as [Act, number][]) {
    const made = copy.facts.filter((fact) => fact.type === type && authorOf(fact) === desk.agency).length;
    if (made >= most || !mayMake(model, desk, copy, type)) continue;
    if (type === 'referral.part-opened') found.push(...splits(model, desk, id));
    else if (type === 'clock.overdue') found.push(...overdues(model, desk, copy));
    else for (const at of model.times?.(type) ?? [anyTime]) found.push(make(model, desk, copy, { type, at }));
  }
  return found;
}

/** Table and guards, by the real `decide`. */
export function mayMake(model: Model, desk: Desk, copy: Copy, type: Act): boolean {
  if (type === 'clock.overdue') return true;
  const parties = partiesOf(copy.state, desk.agency);
  try {
    model.protocol.decide(copy.state, type, parties, {
      data: dataOf(model, copy.state, type),
      today: '2026-12-01',
      actor: acting,
      texts: ['已依法核查'],
      recipient: { id: model.third ?? 'police', office: null, kind: 'police' },
      subject: null,
      decision: { attendees: ['a', 'b', 'c'], recused: [], heldOn: '2026-12-01' },
      parts: partsOf(model, desk, copy.state.id),
      ownPoints: copy.state.sent.pointIds,
    });
    return true;
  } catch (refusal) {
    // By its members: a mutant protocol brings its own class.
    if (refusal instanceof Error && 'code' in refusal && 'kind' in refusal) return false;
    throw refusal;
  }
}

/** The parts of a record as its splitter knows them. */
export function partsOf(model: Model, desk: Desk, parentId: string) {
  return [...desk.copies.values()]
    .filter(({ state }) => state.sent.parent?.referralId === parentId && state.sent.parties.sender === desk.agency)
    .map(({ state }) => ({
      referralId: state.id,
      closed: model.protocol.isClosed(state.status),
      pointIds: state.sent.parent!.pointIds,
    }));
}

/** Takes in another agency's fact, or an own one that comes back after a restore: as the service does, on the real `admit`. */
export function receive(model: Model, desk: Desk, fact: FactEnvelope): Received {
  const copy = desk.copies.get(fact.subject);
  if (copy?.facts.some(({ id }) => id === fact.id)) return { outcome: 'duplicate', code: '' };
  if (fact.type === 'referral.sent') {
    if (copy) return { outcome: 'conflict', code: 'REVISION_CONFLICT' };
    return { outcome: 'applied', choices: answers(model, withOpened(model, desk, fact), fact.subject) };
  }
  if (fact.type === 'referral.forwarded') return receiveForwarded(model, desk, fact);
  if (fact.type === 'referral.objection-escalated' && !copy) {
    const { snapshot } = fact.data as { snapshot: ReferralSent };
    if (snapshot.parties.arbiter === desk.agency) {
      return { outcome: 'applied', choices: [{ label: '', desk: withOpened(model, desk, fact), facts: [] }] };
    }
  }
  return receiveOn(model, desk, fact);
}

function receiveOn(model: Model, desk: Desk, fact: FactEnvelope): Received {
  const copy = desk.copies.get(fact.subject);
  if (!copy) return { outcome: 'held', code: 'record' };
  const under = copy.facts.find((one) => slotOf(one) === slotOf(fact));
  const verdict = model.protocol.admit(copy.state, fact, {
    parties: partiesOf(copy.state, authorOf(fact)),
    factIdUnderNumber: under?.id ?? null,
  });
  if (verdict.outcome !== 'admitted') {
    return { outcome: verdict.outcome, code: 'code' in verdict ? verdict.code : '' };
  }
  const added = withFact(model, desk, copy, fact);
  return { outcome: 'applied', choices: answers(model, added, fact.subject) };
}

function receiveForwarded(model: Model, desk: Desk, fact: FactEnvelope): Received {
  const { opens } = fact.data as { opens: { referralId: string; sent: ReferralSent } };
  const opening = model.protocol.forwardedOpening(fact as Parameters<Protocol['forwardedOpening']>[0]);
  const opened = desk.copies.has(opens.referralId);
  if (opens.sent.parties.receiver === desk.agency) {
    if (opened) return { outcome: 'duplicate', code: '' };
    return { outcome: 'applied', choices: answers(model, withOpened(model, desk, opening), opens.referralId) };
  }
  const received = receiveOn(model, desk, fact);
  if (received.outcome !== 'applied' || opened) return received;
  const choices = received.choices.map((choice) => ({ ...choice, desk: withOpened(model, choice.desk, opening) }));
  return { outcome: 'applied', choices };
}

/** What the service answers by itself in the admitting transaction: delivered, a recall granted, a part's end. */
export function answers(model: Model, desk: Desk, id: string): Written[] {
  const copy = desk.copies.get(id)!;
  const plain: Written = { label: '', desk, facts: [] };
  if (desk.fenced) return [plain];
  if (partiesOf(copy.state, desk.agency).includes('receiver')) {
    const at = anyTime;
    if (copy.state.status === 'sent') {
      const delivered = make(model, desk, copy, { type: 'referral.delivered', at });
      return model.undeliverable
        ? [delivered, make(model, desk, copy, { type: 'referral.undeliverable', at })]
        : [delivered];
    }
    if (model.protocol.recallToGrant(copy.state) !== null) {
      return [make(model, desk, copy, { type: 'referral.recalled', at })];
    }
  }
  return [notePartEnd(model, plain, copy)];
}

function notePartEnd(model: Model, done: Written, part: Copy): Written {
  const { state } = part;
  const parent = done.desk.copies.get(state.sent.parent?.referralId ?? '');
  if (!parent || state.sent.parties.sender !== done.desk.agency) return done;
  if (
    !model.protocol.isClosed(state.status) ||
    !model.protocol.isOpen(parent.state, 'referral.part-closed', ['receiver'])
  )
    return done;
  if (parent.facts.some((fact) => fact.type === 'referral.part-closed' && fact.data['partId'] === state.id))
    return done;
  const data = { partId: state.id, status: state.status };
  const note = make(model, done.desk, parent, { type: 'referral.part-closed', at: anyTime, data });
  return { label: done.label, desk: note.desk, facts: [...done.facts, ...note.facts] };
}

/** Authors a fact and lets the own record take it in. */
function make(
  model: Model,
  desk: Desk,
  copy: Copy,
  act: { type: Act; at: string; data?: Record<string, unknown> },
): Written {
  const { state } = copy;
  const { track } = factTypes[act.type];
  const own = copy.facts.filter((fact) => fact.track === 'note' && authorOf(fact) === desk.agency);
  const data = act.data ?? dataOf(model, state, act.type);
  const n = track === 'move' ? state.revision + 1 : own.length + 1;
  const made = envelope(desk, { subject: state.id, type: act.type, n, data, at: act.at, seen: state.revision });
  const also = act.type === 'referral.forwarded' && model.third ? [model.third] : [];
  const recipients = [...model.protocol.recipientsOf(state, act.type), ...also].filter((one) => one !== desk.agency);
  const fact: FactEnvelope = { ...made, recipients: [...new Set(recipients)] };
  const written = {
    label: `${desk.agency}: ${act.type} on ${state.id}`,
    desk: withFact(model, desk, copy, fact),
    facts: [fact],
  };
  return notePartEnd(model, written, written.desk.copies.get(state.id)!);
}

function splits(model: Model, desk: Desk, id: string): Written[] {
  const parent = desk.copies.get(id)!;
  if (parent.state.sent.parent) return [];
  const opened = partsOf(model, desk, id).flatMap(({ pointIds }) => pointIds);
  const next = (model.partPoints ?? []).find((point) => !opened.includes(point));
  if (!next) return [];
  const partId = `P${next}`;
  const parties = { sender: desk.agency, receiver: model.third!, arbiter: null };
  const letter = { ...parent.state.sent, sealedBody: '', clocks: [], parties, pointIds: [next] };
  const sent = openHere(model, desk, partId, { ...letter, parent: { referralId: id, pointIds: [next] } });
  const data = { partId, to: model.third!, pointIds: [next] };
  const note = make(model, sent.desk, parent, { type: 'referral.part-opened', at: anyTime, data });
  return [{ label: `${desk.agency}: opens part ${partId}`, desk: note.desk, facts: [...sent.facts, ...note.facts] }];
}

function overdues(model: Model, desk: Desk, copy: Copy): Written[] {
  return copy.clocks
    .filter((clock) => isRunning(clock) && clock.creditor === desk.agency && clock.marks.length === 0)
    .map(({ clockId, debtor }) => {
      const data = { clockId, ruleId: clockId, dueAt: '', rung: 1, unreachable: false, to: debtor };
      return make(model, desk, copy, { type: 'clock.overdue', at: anyTime, data });
    });
}

function dataOf(model: Model, state: Referral, type: Act): Record<string, unknown> {
  const reasoned = { reasonCode: 'NOT_OUR_JURISDICTION', reason: '不属本单位管辖', suggestedAuthority: 'police' };
  switch (type) {
    case 'referral.accepted':
      return { declinedPoints: [], deemed: false };
    case 'referral.recalled':
    case 'referral.recall-refused':
      return { about: model.protocol.openRecalls(state)[0]?.about ?? 0 };
    case 'referral.extension-requested':
      return { clockId: 'REF-DECIDE-5W#1', length: 5, unit: 'WORKING_DAY', reason: '案情复杂' };
    case 'referral.extension-granted':
    case 'referral.extension-refused':
      return { clockId: 'REF-DECIDE-5W#1', about: model.protocol.openExtensions(state)[0]?.about ?? 0 };
    case 'referral.objection-escalated':
      return { reason: '', snapshot: { ...state.sent, objection: state.objection } };
    case 'referral.forwarded': {
      const { sender } = state.sent.parties;
      const parties = { sender, receiver: model.third!, arbiter: null };
      const sent = { ...state.sent, parties, hops: state.sent.hops + 1 };
      return { ...reasoned, opens: { referralId: `${state.id}2`, sent } };
    }
    default:
      return reasoned;
  }
}

function envelope(
  desk: Desk,
  given: {
    subject: string;
    type: Act | 'referral.sent';
    n: number;
    data: Record<string, unknown>;
    at?: string;
    seen?: number;
  },
): FactEnvelope {
  const { subject, type, n, data, at = anyTime, seen = 0 } = given;
  const { track } = factTypes[type];
  const about = JSON.stringify([data['about'], data['clockId'], data['partId']]);
  return {
    specversion: '1.0',
    id: [desk.agency, desk.epoch, subject, track, n, type, at, track === 'note' ? seen : '', about].join('/'),
    source: sourceOf(desk.agency),
    type,
    subject,
    time: at,
    datacontenttype: 'application/json',
    dataschema: `urn:sup:fact:${type}:v1`,
    track,
    n,
    ...(track === 'note' ? { seenrevision: seen } : {}),
    statedat: at,
    actingpost: 'system',
    recipients: [],
    data,
  };
}

function withOpened(model: Model, desk: Desk, fact: FactEnvelope): Desk {
  const state = model.protocol.open(fact);
  const clocks = model.clocks ? followFact([], state, { fact, before: [] }) : [];
  return { ...desk, copies: new Map(desk.copies).set(state.id, { state, facts: [fact], clocks }) };
}

function withFact(model: Model, desk: Desk, copy: Copy, fact: FactEnvelope): Desk {
  const state = model.protocol.evolve(copy.state, fact);
  const clocks = model.clocks ? followFact(copy.clocks, state, { fact, before: copy.facts }) : [];
  return { ...desk, copies: new Map(desk.copies).set(state.id, { state, facts: [...copy.facts, fact], clocks }) };
}

export function partiesOf({ sent }: Referral, agency: string): ReferralParty[] {
  return (['sender', 'receiver', 'arbiter'] as const).filter((party) => sent.parties[party] === agency);
}

/** Moves are numbered by record, notes by author (PROTOCOL.md law 2). */
function slotOf(fact: FactEnvelope): string {
  return fact.track === 'move' ? `move ${fact.n}` : `note ${authorOf(fact)} ${fact.n}`;
}
