import { type Clue } from '../protocol/index.ts';
import { type Candidate } from '../store/clue-duplicates.store.ts';
import { caseNoKey, normalisedIdNumber, tailOf } from '../store/identifiers.rules.ts';
import { nameKey, plainName } from '../store/names.rules.ts';
import { foldedText } from '../store/search.rules.ts';
import { likeness, sharedPassage } from '../store/sketch.rules.ts';
import { type DuplicateView } from './clue.views.ts';

type Why = DuplicateView['why'][number];
export type Compared = Pick<Clue, 'facts' | 'subject' | 'misconductCodes' | 'relatedCase' | 'receivedAt'>;

/** From this much of the same words on, two texts are close. */
export const closeFrom = 0.45;
/** With the same unit, code and weeks this much is enough for the same facts. */
const factsFrom = 0.2;
/** Days between two receipts within which like reports are taken for one matter. */
export const windowDays = 30;
/** Of a long text the beginning is compared: an officer waits for the answer. */
const comparedAtMost = 4_000;
const weights: Readonly<Record<Why['kind'], number>> = {
  'same-facts': 8,
  'same-person': 4,
  'close-text': 3,
  'variant-name': 1,
};

/** What speaks for two clues being one; empty when nothing does. `day`: the day of receipt of the one that is typed. */
export function evidenceOf(clue: Compared, other: Candidate, day: string): Why[] {
  const [left, right] = [clue.facts, other.facts].map((text) => foldedText(text.slice(0, comparedAtMost)));
  const like = likeness(left!, right!);
  return [
    ...factsEvidence(clue, other, { like, day }),
    ...personsEvidence(clue, other),
    ...textEvidence(left!, right!, like),
  ];
}

/** Strongest first. */
export function strengthOf(why: readonly Why[]): number {
  return [...new Set(why.map(({ kind }) => kind))].reduce((sum, kind) => sum + weights[kind], 0);
}

function factsEvidence(clue: Compared, other: Candidate, { like, day }: { like: number; day: string }): Why[] {
  const caseNo = clue.relatedCase?.caseNo ?? null;
  if (caseNo && other.caseNo && caseNoKey(caseNo) !== null && caseNoKey(caseNo) === caseNoKey(other.caseNo)) {
    return [{ kind: 'same-facts', evidence: other.caseNo }];
  }
  const codes = clue.misconductCodes.filter((code) => other.misconductCodes.includes(code));
  const samePlace = clue.subject.agency === other.agency && (clue.subject.office ?? '') === (other.office ?? '');
  const apart = Math.abs(Date.parse(day) - Date.parse(other.receivedOn)) / 86_400_000;
  if (!samePlace || codes.length === 0 || apart > windowDays || like < factsFrom) return [];
  const place = [other.agency, other.office].filter(Boolean).join(' ');
  return [{ kind: 'same-facts', evidence: `${place} · ${codes.join(', ')} · ${other.receivedOn}` }];
}

function personsEvidence(clue: Compared, other: Candidate): Why[] {
  return clue.subject.persons.flatMap((person): Why[] => {
    for (const known of other.persons) {
      const numbers = [person.idNumber, known.idNumber].map((number) => normalisedIdNumber(number ?? ''));
      if (numbers[0] !== null && numbers[0] === numbers[1]) {
        return [{ kind: 'same-person', evidence: `${known.name} · …${tailOf(known.idNumber!)}` }];
      }
      const differs = numbers.every((number) => number !== null);
      if (differs || person.name === '' || clue.subject.agency !== other.agency) continue;
      if (plainName(person.name) === plainName(known.name)) {
        return [{ kind: 'same-person', evidence: `${known.name} · ${other.agency}` }];
      }
      if (nameKey(person.name) === nameKey(known.name)) {
        return [{ kind: 'variant-name', evidence: `${person.name} ≈ ${known.name}` }];
      }
    }
    return [];
  });
}

function textEvidence(left: string, right: string, like: number): Why[] {
  if (like < closeFrom) return [];
  return [{ kind: 'close-text', evidence: `${Math.round(like * 100)}% · ${sharedPassage(left, right)}` }];
}
