import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distinctNames, keptName, maxNameBytes } from './index.ts';

const bytes = (text: string) => Buffer.byteLength(text);

describe('the name of a file', () => {
  it.each([
    '关于“专项检查”情况的函（终稿）.docx',
    '生僻字 䶮𠮷.pdf',
    'émile café.txt',
    'e\u0301.txt',
    '.gitignore',
    ' leading and trailing .txt',
    '😀 100%; "quoted".pdf',
    '无扩展名',
    `${'名'.repeat(83)}.pdf`.slice(0, 87),
  ])('is kept exactly: %s', (name) => {
    expect(keptName(name)).toBe(name);
  });

  it('of 255 UTF-8 bytes is kept exactly, longer ones are cut at a code point and keep the extension', () => {
    const exact = `${'名'.repeat(83)}xx.pdf`;
    expect(bytes(exact)).toBe(maxNameBytes);
    expect(keptName(exact)).toBe(exact);
    const cut = keptName(`${'𠮷'.repeat(100)}.pdf`);
    expect(cut).toBe(`${'𠮷'.repeat(62)}.pdf`);
    expect(bytes(cut)).toBeLessThanOrEqual(maxNameBytes);
    expect(keptName(`${'a'.repeat(300)}.tar.gz`)).toMatch(/^a+\.tar\.gz$/);
  });

  it('always fits, is well-formed and is stable when kept again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        let kept: string;
        try {
          kept = keptName(text);
        } catch {
          return;
        }
        expect(bytes(kept)).toBeLessThanOrEqual(maxNameBytes);
        expect(keptName(kept)).toBe(kept);
      }),
    );
  });

  it.each(['', '   ', '.', '..', 'a/b.txt', '..\\x', 'a\u0000.txt', 'a\nb', 'fdp.\u202eexe', '\ud842.txt'])(
    'is refused when it is no name or would deceive: %j',
    (name) => {
      expect(() => keptName(name)).toThrow('FILE_NAME_INVALID');
    },
  );
});

describe('equal names in one set (REF-12)', () => {
  it('are kept apart by a number before the extension', () => {
    expect(distinctNames(['名单.xlsx', '名单.xlsx', '名单.xlsx'])).toEqual([
      '名单.xlsx',
      '名单(2).xlsx',
      '名单(3).xlsx',
    ]);
  });

  it('never take a name that another file of the set already has', () => {
    expect(distinctNames(['名单.xlsx', '名单.xlsx', '名单(2).xlsx'])).toEqual([
      '名单.xlsx',
      '名单(3).xlsx',
      '名单(2).xlsx',
    ]);
  });

  it('are found even where only their composition differs', () => {
    expect(distinctNames(['é.txt', 'e\u0301.txt'])).toEqual(['é.txt', 'e\u0301(2).txt']);
  });

  it('without an extension take the number at the end', () => {
    expect(distinctNames(['名单', '名单', '.env', '.env'])).toEqual(['名单', '名单(2)', '.env', '.env(2)']);
  });

  it('leave different names, and case, alone', () => {
    expect(distinctNames(['A.txt', 'a.txt', 'b.txt'])).toEqual(['A.txt', 'a.txt', 'b.txt']);
  });

  it('stay within the limit', () => {
    const long = `${'名'.repeat(83)}xx.pdf`;
    const [, second] = distinctNames([long, long]);
    expect(second).toMatch(/\(2\)\.pdf$/);
    expect(bytes(second!)).toBeLessThanOrEqual(maxNameBytes);
  });

  it('come out all different, first ones unchanged, and the same when computed again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'a.b', 'a(2).b', 'a(3).b', 'a(2)', 'é', 'e\u0301'), { maxLength: 30 }),
        (names) => {
          const made = distinctNames(names);
          expect(new Set(made.map((name) => name.normalize('NFC'))).size).toBe(names.length);
          expect(distinctNames(made)).toEqual(made);
        },
      ),
    );
  });
});
