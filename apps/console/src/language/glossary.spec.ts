import { expect, it } from '@jest/globals';
import { clueStatuses, severities } from '@sup/clues/protocol';
import { clueCommandWords } from './clue-command.words.ts';
import { clueEventWords, clueWords } from './clue.words.ts';
import glossary from './glossary.json' with { type: 'json' };
import { meetingWords } from './meeting.words.ts';
import { registerWords } from './register.words.ts';
import { shellWords } from './shell.words.ts';
import { queueWords, workWords } from './work.words.ts';

const tables = [
  ...[clueStatuses, severities, clueCommandWords, clueEventWords, clueWords, meetingWords, registerWords],
  ...[shellWords, queueWords, workWords],
];
/** 分办 is `assigned` in the register's own table; 期限 is in the glossary as the deadline of a rectification only. */
const otherwise = ['分办', '期限'];
/** Glossary terms that stand in a table word for word, with what the console says for them in English. */
const used = tables.flatMap((table) =>
  Object.values(table as Readonly<Record<string, { zh: string; en: string }>>).flatMap(({ zh, en }) => {
    const term = glossary.find((row) => row.zh.split(/[／/（(]/).some((part) => part.trim() === zh));
    return term && !otherwise.includes(zh) ? [{ zh, en, term: term.en }] : [];
  }),
);
const stemsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2)
    .map((word) => word.slice(0, 4));

it('words of the glossary are used', () => expect(used.length).toBeGreaterThan(10));

it.each(used)('$zh is said in English as the glossary has it', ({ en, term }) => {
  const allowed = stemsOf(term);
  expect(stemsOf(en).some((stem) => allowed.includes(stem))).toBe(true);
});
