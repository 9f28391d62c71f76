import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { caseRules } from './protocol/case.rules.ts';
import { administrators } from './protocol/roles.rules.ts';

const libraries = join(import.meta.dirname, '..', '..');
const sources = readdirSync(libraries, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts'))
  .map((path) => ({ path, text: readFileSync(join(libraries, path), 'utf8') }));

describe('the rules of cases', () => {
  it('take away last: no rule after an exclusion gives anything back', () => {
    const first = caseRules.findIndex(({ inverted }) => inverted);
    expect(first).toBeGreaterThan(0);
    expect(caseRules.slice(first).every(({ inverted }) => inverted)).toBe(true);
  });

  it('shut the excluded out whatever their role', () => {
    const exclusion = caseRules.find(({ conditions }) => conditions.excluded !== undefined);
    expect(exclusion).toMatchObject({ roles: 'everyone', inverted: true });
  });

  it('give nothing to custodian and administrators', () => {
    for (const none of ['custodian', ...administrators] as const) {
      expect(caseRules.filter(({ roles }) => roles !== 'everyone' && roles.includes(none))).toEqual([]);
    }
  });

  // `can('read', 'Case')` is true as soon as any conditional rule exists (LIBRARIES.md f): one file may ask, about instances.
  it('are asked of loaded cases only: one file knows CASL, and no source asks about a type', () => {
    expect(sources.length).toBeGreaterThan(100);
    const knowing = sources.filter(({ text }) => text.includes('@casl/ability')).map(({ path }) => path);
    expect(knowing).toEqual([join('access', 'src', 'service', 'case.ability.ts')]);
    const asking = /\.(can|cannot)\(\s*['"`][^)]*?,\s*['"`]/;
    expect(sources.filter(({ text }) => asking.test(text)).map(({ path }) => path)).toEqual([]);
    expect(asking.test("ability.can('read', 'Case')")).toBe(true);
  });
});
