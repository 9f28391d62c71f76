import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  agencyIdSchema,
  agencyKinds,
  agencySchema,
  authorOf,
  brokerAccount,
  classifications,
  codesOf,
  facts,
  misconduct,
  outsideParties,
  reasonCodes,
  referralKinds,
  refusedClassifications,
  requestedActions,
  resultOutcomes,
  sourceOf,
} from './index.ts';

const han = /\p{Script=Han}/u;
const lists = {
  classifications,
  refusedClassifications,
  referralKinds,
  requestedActions,
  reasonCodes,
  resultOutcomes,
  outsideParties,
  misconduct,
};
const labels = Object.entries(lists).flatMap(([list, codes]) =>
  Object.entries<{ readonly zh: string; readonly en: string }>(codes).map(
    ([code, label]) => [list, code, label] as const,
  ),
);

describe('words that both sides read alike', () => {
  it.each(labels)('%s %s has a Chinese and an English label', (_, __, { zh, en }) => {
    expect(zh).toMatch(han);
    expect(en).toMatch(/[A-Za-z]{2}/);
    expect(en).not.toMatch(han);
  });

  it.each(Object.entries(facts))('the fact %s has a title in both languages', (_, { title }) => {
    expect(title.zh).toMatch(han);
    expect(title.en).not.toMatch(han);
  });

  it.each(Object.entries(lists))('no two codes of %s share a label', (_, codes) => {
    const words = Object.values<{ readonly zh: string }>(codes).map(({ zh }) => zh);
    expect(new Set(words).size).toBe(words.length);
  });

  it('a code list becomes a schema that takes its codes and nothing else', () => {
    const schema = z.enum(codesOf(classifications));
    expect(schema.options).toEqual(['PUBLIC', 'INTERNAL', 'WORK_SECRET']);
    for (const refused of Object.keys(refusedClassifications)) expect(schema.safeParse(refused).success).toBe(false);
    expect(schema.safeParse('toString').success).toBe(false);
  });

  it('nobody can ask for, or answer with, a verdict (监督不办案)', () => {
    const words = JSON.stringify([requestedActions, resultOutcomes, Object.keys(facts)]);
    expect(words).not.toMatch(/verdict|guilty|convict|sentence|判决|有罪|无罪|改判/i);
  });
});

describe('misconduct codes (A4)', () => {
  const codes = Object.keys(misconduct);

  it('follow the founding document: M1 to M4, agency lines apart, two digits', () => {
    for (const code of codes) expect(code).toMatch(/^(M[124]-\d\d|M3-[A-Z]{2}-\d\d)$/);
    expect([...new Set(codes.map((code) => code.slice(0, 2)))].sort()).toEqual(['M1', 'M2', 'M3', 'M4']);
  });

  it('of M3 apply to one kind of agency each, the others to all', () => {
    for (const [code, { appliesTo }] of Object.entries(misconduct)) {
      if (code.startsWith('M3-')) expect(agencyKinds).toContain(appliesTo);
      else expect(appliesTo).toBeNull();
    }
    const lines = new Map(
      codes.filter((code) => code.startsWith('M3-')).map((code) => [code.slice(3, 5), misconduct[code]!.appliesTo]),
    );
    for (const [code, { appliesTo }] of Object.entries(misconduct)) {
      if (code.startsWith('M3-')) expect(lines.get(code.slice(3, 5))).toBe(appliesTo);
    }
    expect(new Set(lines.values()).size).toBe(lines.size);
  });

  it('are numbered without a hole within each group', () => {
    for (const group of new Set(codes.map((code) => code.slice(0, -2)))) {
      const members = codes.filter((code) => code.slice(0, -2) === group);
      const numbers = members.map((code) => Number(code.slice(-2))).filter((number) => number > 0);
      expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, at) => at + 1));
    }
  });

  it('fit the schema of a body', () => {
    for (const code of codes) expect(code.length).toBeLessThanOrEqual(12);
  });
});

describe('agencies', () => {
  const local = [
    ...['plc', 'proc', 'proc-c', 'police', 'police-c', 'court', 'court-c', 'justice', 'justice-c'],
    ...['proc-internal', 'proc-internal-c', 'disc', 'disc-c', 'sharing'],
  ];

  it('have a broker account each, of letters, digits and underscores', () => {
    const accounts = local.map(brokerAccount);
    expect(new Set(accounts).size).toBe(local.length);
    for (const account of accounts) expect(account).toMatch(/^[A-Z0-9_]+$/);
    expect(brokerAccount('proc-internal-c')).toBe('PROC_INTERNAL_C');
  });

  it('cannot be named so that two share an account: an id holds no underscore and no capital', () => {
    for (const id of ['a_b', 'A-b', 'a--b', '-a', 'a-', '1a', '', 'a.b', 'a b', 'ａ', 'x'.repeat(33)]) {
      expect(agencyIdSchema.safeParse(id).success).toBe(false);
    }
    for (const id of local) expect(agencyIdSchema.parse(id)).toBe(id);
  });

  it('sign as a source that names them back', () => {
    for (const id of local) expect(authorOf({ source: sourceOf(id) })).toBe(id);
  });

  it('are listed with their defaults filled in', () => {
    const row = { id: 'x-1', kind: 'police', level: 'city', nameZh: '某局', nameEn: 'A bureau', superior: null };
    expect(agencySchema.parse(row)).toMatchObject({ offices: [], successor: null, suspended: false });
    expect(agencySchema.safeParse({ ...row, kind: 'army' }).success).toBe(false);
  });
});
