import { describe, expect, it } from '@jest/globals';
import { readRowText, rowText } from './row-text.rules.ts';

const values = [null, '', ' ', 'read', '承办人', 'a,b', '(x)', 'say "no"', '\\', '""', 'two\nlines', '\u001f', ','];

describe("PostgreSQL's text of a row", () => {
  it('is read back as it was, whatever stands where', () => {
    for (const first of values) {
      for (const last of values) {
        const row = [first, 'x', last, null];
        expect(readRowText(rowText(row))).toEqual(row);
        expect(readRowText(rowText(row.toReversed()))).toEqual(row.toReversed());
      }
    }
  });

  it('tells nothing from an empty text, and two values from one with a comma', () => {
    expect(rowText([null, ''])).toBe('(,"")');
    expect(rowText(['a', 'b'])).not.toBe(rowText(['a,b']));
  });
});
