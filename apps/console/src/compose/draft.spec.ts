import { describe, expect, it } from '@jest/globals';
import { emptyDraft, isRefused, misconductFor, missingIn, tidied } from './draft.rules.ts';

describe('a draft', () => {
  it('names everything that is missing', () =>
    expect(missingIn(emptyDraft)).toEqual(['to', 'title', 'legalBasis', 'unitConcerned', 'facts', 'point-0']));

  it.each(['SECRET', 'CONFIDENTIAL', 'TOP_SECRET'])('above 工作秘密 (%s) cannot be saved', (classification) => {
    expect(isRefused(classification)).toBe(true);
    expect(missingIn({ ...emptyDraft, classification })).toContain('classification');
  });

  it('with a limit needs the day it starts from', () =>
    expect(missingIn({ ...emptyDraft, sendBy: { ruleId: 'DI-REFER-15W', triggerAt: '' } })).toContain('triggerAt'));

  it('goes out without blank lines, about the unit concerned', () => {
    const draft = tidied({ ...emptyDraft, title: ' 标题 ', unitConcerned: 'x', legalBasis: ['一', ' ', '二 '] });
    expect(draft.title).toBe('标题');
    expect(draft.legalBasis).toEqual(['一', '二']);
    expect(draft.body.subject.agency).toBe('x');
  });
});

it('manifestations are those of the unit’s kind and the general ones', () => {
  const court = misconductFor('court');
  expect(court).toContain('M3-CO-01');
  expect(court).toContain('M1-01');
  expect(court).not.toContain('M3-PO-01');
  expect(misconductFor('procuratorate-internal')).toContain('M3-PR-01');
});
