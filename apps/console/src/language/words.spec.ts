import { describe, expect, it } from '@jest/globals';
import { clockFacts, networkFacts, referralFacts } from '@sup/contracts';
import { networkWords, peopleWords, waitingWords } from './administration.words.ts';
import { accountWords } from './account.words.ts';
import { auditActWords, auditOutcomeWords, auditWords, findingWords } from './audit.words.ts';
import { clueCommandWords, replyChannelWords } from './clue-command.words.ts';
import { clueEventWords, clueWords, custodyWords, identityStatusWords, payloadWords } from './clue.words.ts';
import { channelWords, commandWords, unitWords } from './command.words.ts';
import { composeWords, reporterKindWords } from './compose.words.ts';
import { dueWords } from './due.words.ts';
import { factWords } from './fact.words.ts';
import { fileWords } from './file.words.ts';
import { fill, namesIn } from './fill.ts';
import { adviceWords, codeGroupWords, duplicateWords, intakeWords, otherCodeWords } from './intake.words.ts';
import { meetingStatusWords, meetingWords, resolutionWords } from './meeting.words.ts';
import { caseStageWords, causeWords, recordWords } from './record.words.ts';
import { ignoredColumnWords, importStateWords, importWords, registerWords, searchWords } from './register.words.ts';
import { homeStatusWords, partyWords, statusWords, trayWords } from './referral.words.ts';
import { agencyDutyWords, agencyKindWords, agencyLevelWords, shellWords } from './shell.words.ts';
import { signInWords } from './sign-in.words.ts';
import { queueWords, workWords } from './work.words.ts';

const tables: Record<string, unknown> = {
  networkWords,
  peopleWords,
  waitingWords,
  channelWords,
  commandWords,
  unitWords,
  composeWords,
  reporterKindWords,
  dueWords,
  factWords,
  fileWords,
  caseStageWords,
  causeWords,
  recordWords,
  homeStatusWords,
  partyWords,
  statusWords,
  trayWords,
  agencyDutyWords,
  agencyKindWords,
  agencyLevelWords,
  shellWords,
  signInWords,
  accountWords,
  adviceWords,
  auditActWords,
  auditOutcomeWords,
  auditWords,
  clueCommandWords,
  clueEventWords,
  clueWords,
  codeGroupWords,
  custodyWords,
  duplicateWords,
  findingWords,
  identityStatusWords,
  ignoredColumnWords,
  importStateWords,
  importWords,
  intakeWords,
  meetingStatusWords,
  meetingWords,
  otherCodeWords,
  payloadWords,
  queueWords,
  registerWords,
  replyChannelWords,
  resolutionWords,
  searchWords,
  workWords,
};

/** Every pair of texts in the tables, with the path that leads to it. */
function* pairs(value: unknown, path: string): Generator<[string, { zh: string; en: string }]> {
  if (typeof value !== 'object' || value === null) return;
  if ('zh' in value || 'en' in value) {
    yield [path, value as { zh: string; en: string }];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* pairs(inner, `${path}.${key}`);
}
const all = Object.entries(tables).flatMap(([name, table]) => [...pairs(table, name)]);
/** The button that offers the other language speaks that language. */
const crossed = new Set(['shellWords.otherLanguage']);

describe('every text of the console', () => {
  it('is there', () => expect(all.length).toBeGreaterThan(300));

  it.each(all)('%s has Chinese and English', (path, text) => {
    expect(text.zh.trim()).not.toBe('');
    expect(text.en.trim()).not.toBe('');
    const onlyValues = !/\p{L}/u.test(text.zh.replace(/\{\w+\}/g, ''));
    if (crossed.has(path) || onlyValues) return;
    expect(text.zh).toMatch(/\p{Script=Han}/u);
    expect(text.en).not.toMatch(/\p{Script=Han}/u);
  });

  it.each(all)('%s expects the same values in both languages', (_, text) => {
    // English counts one day apart and so may leave a number out; it never expects one that Chinese does not have.
    for (const name of namesIn(text.en)) expect(namesIn(text.zh)).toContain(name);
  });
});

it('titles of facts are the ones that contracts give', () => {
  const types = { ...referralFacts, ...clockFacts, ...networkFacts };
  const titles = Object.fromEntries(Object.entries(types).map(([type, { title }]) => [type, title]));
  for (const [type, text] of Object.entries(factWords)) expect([type, text]).toEqual([type, titles[type]]);
  for (const type of Object.keys({ ...referralFacts, ...clockFacts })) expect(Object.keys(factWords)).toContain(type);
});

it('a value without a name stays visible', () => {
  expect(fill('{a}，{b}', { a: 1 })).toBe('1，{b}');
});
