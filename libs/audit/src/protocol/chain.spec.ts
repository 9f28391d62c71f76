import { describe, expect, it } from '@jest/globals';
import { canonicalText, sha256Hex } from '@sup/messaging/protocol';
import {
  ChainReader,
  type ChainRow,
  type Finding,
  type KeptEntry,
  anchorLevel,
  columnsOf,
  entryText,
  genesisHash,
  linkOf,
  linksAfter,
} from './index.ts';

const at = '2026-11-25T04:00:00.000Z';
const details = { b: 1, a: { z: [3, { y: null }], é: 'NFC' }, note: undefined, n: 1e21, big: '110105194912310021' };
const look = (n: number, more: object = {}): string =>
  entryText('unit-one', at, { act: 'read', action: 'clue.read', actor: null, record: null, details: { n, ...more } });

function chainOf(length: number): ChainRow[] {
  const texts = Array.from({ length }, (_, n) => look(n));
  return linksAfter(null, texts).map((link) => ({ ...link, columns: columnsOf(linkOf(link.text)!.entry) }));
}

function findings(rows: readonly ChainRow[]): Finding[] {
  const reader = new ChainReader();
  return rows.flatMap((row) => reader.read(row));
}

const rewritten = (row: ChainRow, change: (text: string) => string): ChainRow => {
  const text = change(row.text);
  return { ...row, text, hash: sha256Hex(text) };
};

describe('the text of an entry', () => {
  it('is the same however its members came, and drops what is undefined (AUD-01)', () => {
    const through = JSON.parse(JSON.stringify({ z: 0, ...details })) as Record<string, unknown>;
    delete through['z'];
    expect(look(1, details)).toBe(look(1, Object.fromEntries(Object.entries(through).reverse())));
    expect(look(1, details)).toContain('"a":{"z":[3,{"y":null}],"é":"NFC"},"b":1,"big":"110105194912310021"');
    expect(look(1, details)).toContain('"n":1e+21');
    expect(look(1, details)).not.toContain('note');
  });

  it.each([[Number.NaN], ['\ud800'], [10n], [Number.POSITIVE_INFINITY]])(
    'refuses %p, which JSON cannot say',
    (value) => {
      expect(() => look(1, { value })).toThrow(/NOT_CANONICAL/);
    },
  );

  it('keeps its doer as they stood at that instant', () => {
    const actor = { personId: 'p1', postId: 's1', postTitle: '内勤', personName: '张三' };
    const text = entryText('unit-one', at, { act: 'read', action: 'clue.read', actor, record: null });
    expect((JSON.parse(text) as KeptEntry).actor).toEqual({ personId: 'p1', postId: 's1', postTitle: '内勤' });
    expect(text).not.toContain('张三');
  });

  it('is canonical in the chain as well, and says its place and its predecessor', () => {
    const [first, second] = linksAfter(null, [look(1), look(2)]);
    for (const link of [first!, second!]) expect(canonicalText(JSON.parse(link.text))).toBe(link.text);
    expect(linkOf(first!.text)).toMatchObject({ prev: genesisHash, seq: 1 });
    expect(linkOf(second!.text)).toMatchObject({ prev: first!.hash, seq: 2 });
    expect(linksAfter({ seq: 1, hash: first!.hash }, [look(2)])).toEqual([second]);
  });
});

describe('a chain that is read again', () => {
  it('is in order when nobody touched it', () => {
    expect(findings(chainOf(50))).toEqual([]);
  });

  it('names a changed leaf at its own entry and nowhere else', () => {
    const rows = chainOf(50);
    rows[19] = { ...rows[19]!, text: rows[19]!.text.replace('"n":19', '"n":18') };
    expect(findings(rows)).toEqual([{ seq: 20, kind: 'changed', about: null }]);
  });

  it('names an entry that was rewritten together with its hash', () => {
    const rows = chainOf(50);
    rows[19] = rewritten(rows[19]!, (text) => text.replace('"n":19', '"n":18'));
    expect(findings(rows)).toEqual([{ seq: 20, kind: 'replaced', about: null }]);
  });

  it('names a changed hash, and a text that is no entry', () => {
    const rows = chainOf(9);
    rows[3] = { ...rows[3]!, hash: sha256Hex('else') };
    rows[6] = { ...rows[6]!, text: 'not json' };
    expect(findings(rows)).toEqual([
      { seq: 4, kind: 'changed', about: null },
      { seq: 7, kind: 'changed', about: null },
    ]);
  });

  it('names entries that are missing, at the start, in the middle, each run once', () => {
    expect(findings(chainOf(9).slice(2))).toEqual([{ seq: 1, kind: 'gap', about: '2' }]);
    expect(findings(chainOf(9).toSpliced(3, 3))).toEqual([{ seq: 4, kind: 'gap', about: '6' }]);
  });

  it('names two entries that changed places', () => {
    const rows = chainOf(9);
    const [third, fourth] = [rows[2]!, rows[3]!];
    rows[2] = { ...fourth, seq: 3 };
    rows[3] = { ...third, seq: 4 };
    expect(findings(rows)).toEqual([
      { seq: 3, kind: 'reordered', about: null },
      { seq: 4, kind: 'reordered', about: null },
    ]);
  });

  it('names an entry that claims the predecessor of another, and one that takes its place', () => {
    const rows = chainOf(9);
    const { entry } = linkOf(rows[4]!.text)!;
    const [fork] = linksAfter({ seq: 4, hash: rows[2]!.hash }, [canonicalText(entry)]);
    const forked = rows.with(4, { ...fork!, columns: rows[4]!.columns });
    expect(findings(forked)).toEqual([
      { seq: 5, kind: 'forked', about: null },
      { seq: 5, kind: 'replaced', about: null },
    ]);
    expect(findings(rows.toSpliced(4, 0, rows[3]!))).toEqual([{ seq: 4, kind: 'doubled', about: null }]);
  });

  it('names a column that says other than the text, so that no list can hide an entry', () => {
    const rows = chainOf(9);
    rows[4] = { ...rows[4]!, columns: { ...rows[4]!.columns, act: 'write', personId: 'p9' } };
    expect(findings(rows)).toEqual([
      { seq: 5, kind: 'column', about: 'act' },
      { seq: 5, kind: 'column', about: 'personId' },
    ]);
  });

  it('names a first entry that has a predecessor', () => {
    const rows = linksAfter({ seq: 0, hash: sha256Hex('cut off') }, [look(1)]);
    expect(findings(rows.map((row) => ({ ...row, columns: columnsOf(linkOf(row.text)!.entry) })))).toEqual([
      { seq: 1, kind: 'replaced', about: 'genesis' },
    ]);
  });
});

it.each([
  [0, 999_999, 'none'],
  [1, 4 * 3_600, 'fresh'],
  [1, 4 * 3_600 + 1, 'warning'],
  [400, 24 * 3_600, 'warning'],
  [400, 24 * 3_600 + 1, 'red'],
] as const)('%i entries without an anchor for %i s are shown as %s', (count, seconds, level) => {
  expect(anchorLevel(count, seconds)).toBe(level);
});
