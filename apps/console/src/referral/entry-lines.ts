import { reasonCodes, resultOutcomes } from '@sup/contracts';
import { type Bilingual, type Language } from '@sup/kernel';
import { type TimelineEntry } from '../api/referrals.views.ts';
import { commandWords, unitWords } from '../language/command.words.ts';
import { recordWords as words } from '../language/record.words.ts';
import { fill } from '../language/fill.ts';

/** One line under a step: a label and what it says. */
export interface EntryLine {
  readonly label: string;
  readonly text: string;
}

interface Naming {
  readonly language: Language;
  /** Of an agency or a party outside the network. */
  readonly agency: (id: string) => string;
  readonly rule: (id: string) => string;
}

/** What a fact says, as lines an officer reads. Properties this console does not know are left out, not shown raw. */
export function linesOf(entry: Pick<TimelineEntry, 'data'>, naming: Naming): EntryLine[] {
  const { data } = entry;
  const { language } = naming;
  const lines: EntryLine[] = [];
  const add = (label: Bilingual, text: string | undefined) => {
    if (text) lines.push({ label: label[language], text });
  };
  const coded = (list: Readonly<Record<string, Bilingual>>, key: string) => {
    const code = textAt(data, key);
    return code === undefined ? undefined : (list[code]?.[language] ?? code);
  };
  add(commandWords.outcome, coded(resultOutcomes, 'outcome'));
  add(commandWords.reasonCode, coded(reasonCodes, 'reasonCode'));
  add(commandWords.reason, textAt(data, 'reason'));
  add(commandWords.suggestedAuthority, named(data, 'suggestedAuthority', naming));
  add(words.content, textAt(data, 'text'));
  add(commandWords.remark, textAt(data, 'remark'));
  add(commandWords.instrument, textAt(data, 'instrument'));
  add(words.receiptNo, textAt(data, 'receiptNo'));
  add(words.toWhom, named(data, 'to', naming));
  add(words.meeting, meetingText(data['decision']));
  if (data['deemed'] === true) add(commandWords.accept.label, words.deemed[language]);
  if (data['granted'] === 'HEAD') add(commandWords.grantRecall.label, words.byHead[language]);
  if (data['granted'] === 'AUTO') add(commandWords.grantRecall.label, words.auto[language]);
  lines.push(...pointLines(data, naming), ...clockLines(data, naming));
  return lines;
}

function pointLines(data: TimelineEntry['data'], { language, agency }: Naming): EntryLine[] {
  const declined = rows(data['declinedPoints']).map((row) => ({
    label: `${commandWords.declinedPoints[language]} ${textAt(row, 'pointId') ?? ''}`,
    text: [
      (reasonCodes as Readonly<Record<string, Bilingual>>)[textAt(row, 'reasonCode') ?? '']?.[language],
      textAt(row, 'reason'),
    ]
      .filter(Boolean)
      .join(' — '),
  }));
  const placed = rows(data['placedPoints']).map((row) => ({
    label: `${textAt(row, 'pointId') ?? ''} ${words.place[language]}`,
    text: agency(textAt(row, 'placedWith') ?? ''),
  }));
  return [...declined, ...placed];
}

function clockLines(data: TimelineEntry['data'], { language, rule }: Naming): EntryLine[] {
  const lines: EntryLine[] = [];
  const ruleId = textAt(data, 'ruleId') ?? textAt(data, 'clockId')?.split('#')[0];
  if (ruleId) lines.push({ label: words.clocks[language], text: rule(ruleId) });
  if (typeof data['rung'] === 'number')
    lines.push({
      label: words.escalation[language],
      text:
        fill(words.rung[language], { rung: data['rung'] }) +
        (data['unreachable'] === true ? ` · ${words.unreachable[language]}` : ''),
    });
  const length = data['length'];
  const unit = textAt(data, 'unit') as keyof typeof unitWords | undefined;
  if (typeof length === 'number' && unit && unitWords[unit])
    lines.push({ label: words.extension[language], text: `${length} ${unitWords[unit][language]}` });
  const was = dueText(data['old']);
  const now = dueText(data['new'] ?? data['due']);
  if (was) lines.push({ label: words.oldDue[language], text: was });
  if (now) lines.push({ label: words.newDue[language], text: now });
  return lines;
}

const dueText = (due: unknown) => textAt(due, 'dueOn') ?? textAt(due, 'dueAt');

function meetingText(decision: unknown): string | undefined {
  return [textAt(decision, 'meetingNo'), textAt(decision, 'heldOn')].filter(Boolean).join(' · ') || undefined;
}

function named(data: TimelineEntry['data'], key: string, { agency }: Naming): string | undefined {
  const id = textAt(data, key);
  return id === undefined ? undefined : agency(id);
}

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
