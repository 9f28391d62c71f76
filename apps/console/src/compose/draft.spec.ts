import { describe, expect, it } from '@jest/globals';
import { emptyDraft, isRefused, misconductFor, missingIn, tidied, warningsOf } from './draft.rules.ts';

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

describe('while it is written', () => {
  const written = (facts: string) => ({
    ...emptyDraft,
    reporter: { kind: 'NAMED', name: '李小明', contact: '13000000000' },
    body: { ...emptyDraft.body, facts },
  });
  it('a text that names the reporter is warned of', () =>
    expect(warningsOf(written('反映人李 小明称'))).toMatchObject([
      { text: { zh: expect.stringContaining('反映人') } },
    ]));
  it('a text that directs a verdict is warned of with its words', () =>
    expect(warningsOf({ ...emptyDraft, body: { ...emptyDraft.body, facts: '请法院改判无罪' } })).toHaveLength(1));
  it('a plain account is not', () => expect(warningsOf(written('某所羁押超时，请核查'))).toEqual([]));
});

it('manifestations are those of the unit’s kind and the general ones', () => {
  const court = misconductFor('court');
  expect(court).toContain('M3-CO-01');
  expect(court).toContain('M1-01');
  expect(court).not.toContain('M3-PO-01');
  expect(misconductFor('procuratorate-internal')).toContain('M3-PR-01');
});
