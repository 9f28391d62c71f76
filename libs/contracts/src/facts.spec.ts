import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FactName, dataSchemaOf, facts, isFactName, readFact } from './index.ts';

const progress = {
  specversion: '1.0',
  id: '019a4f00-1c00-7000-8000-000000000001',
  source: 'urn:sup:agency:police-c',
  type: 'referral.progress',
  subject: '019a4f00-1c00-7000-8000-000000000002',
  time: '2026-11-25T01:00:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:sup:fact:referral.progress:v1',
  track: 'note',
  n: 1,
  seenrevision: 3,
  statedat: '2026-11-25T01:00:00.000Z',
  actingpost: '内审科-01',
  recipients: ['plc'],
  data: { text: '正在核查' },
};
const codeOf = (input: unknown) => {
  const read = readFact(input);
  return 'unreadable' in read ? read.unreadable : 'read';
};

describe('reading a fact', () => {
  it('gives a well-formed one back unchanged', () => {
    expect(readFact(progress)).toEqual({ fact: progress });
  });

  it.each<[string, object, string, string]>([
    [
      'an unknown type',
      { type: 'referral.judged', dataschema: 'urn:sup:fact:referral.judged:v1' },
      'TYPE_UNKNOWN',
      'type',
    ],
    ['a type that is a name of every object', { type: 'a.constructor' }, 'TYPE_UNKNOWN', 'type'],
    ['a newer version', { dataschema: 'urn:sup:fact:referral.progress:v2' }, 'VERSION_UNKNOWN', 'dataschema'],
    [
      'the schema of another type',
      { dataschema: 'urn:sup:fact:referral.returned:v1' },
      'VERSION_UNKNOWN',
      'dataschema',
    ],
    ['a note that claims to be a move', { track: 'move' }, 'ENVELOPE_INVALID', 'track'],
    ['number zero', { n: 0 }, 'ENVELOPE_INVALID', 'n'],
    ['an id that is none', { id: 'x' }, 'ENVELOPE_INVALID', 'id'],
    ['a local time without offset', { statedat: '2026-11-25T01:00:00' }, 'ENVELOPE_INVALID', 'statedat'],
    ['a recipient that is no agency', { recipients: ['plc', 'A;B'] }, 'ENVELOPE_INVALID', 'recipients.1'],
    ['too many recipients', { recipients: Array.from({ length: 65 }, () => 'plc') }, 'ENVELOPE_INVALID', 'recipients'],
    ['data of another shape', { data: { text: '' } }, 'DATA_INVALID', 'data.text'],
    ['a field nobody knows', { data: { text: 'x', verdict: 'guilty' } }, 'DATA_INVALID', 'data.'],
    ['text beyond its limit', { data: { text: 'x'.repeat(5_001) } }, 'DATA_INVALID', 'data.text'],
  ])('with %s is refused and says where', (_, change, code, path) => {
    expect(codeOf({ ...progress, ...change })).toEqual({ code, path });
  });

  it('never throws and never shows content, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(progress)), (value, field) => {
        expect(() => readFact(value)).not.toThrow();
        const read = codeOf({ ...progress, [field]: value });
        if (read !== 'read') expect(Object.keys(read)).toEqual(['code', 'path']);
      }),
    );
  });
});

describe('the catalogue of facts', () => {
  const names = Object.keys(facts) as FactName[];

  it.each(names)('%s is named noun.past-tense, numbered on its track and versioned', (name) => {
    expect(name).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
    expect(['move', 'note']).toContain(facts[name].track);
    expect(dataSchemaOf(name)).toBe(`urn:sup:fact:${name}:v${facts[name].version}`);
  });

  it('knows its own names only', () => {
    expect(names.every(isFactName)).toBe(true);
    for (const name of ['toString', '__proto__', 'constructor', '']) expect(isFactName(name)).toBe(false);
  });
});
