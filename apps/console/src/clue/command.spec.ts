import { describe, expect, it } from '@jest/globals';
import { clueCommands } from '@sup/clues/protocol';
import { bodyOf, clueFaces, facesOf, missingOf } from './command.rules.ts';

describe('the buttons of a clue', () => {
  it('are there for every command of the register, but for the draft, which is a page', () => {
    const known = Object.keys(clueCommands).filter((name) => name !== 'amend');
    expect(Object.keys(clueFaces).sort()).toEqual(known.sort());
  });

  it('are those the service names, in the order of the work', () => {
    expect(facesOf(['note', 'decline', 'accept', 'no-such']).map(([name]) => name)).toEqual([
      'accept',
      'note',
      'decline',
    ]);
  });
});

describe('the form of a command', () => {
  it('names what is still missing', () => {
    expect(missingOf(clueFaces.decline, { reasonCode: 'OTHER', path: '  ' })).toEqual(['path', 'text']);
    expect(missingOf(clueFaces.conclude, { outcome: 'partly', findings: [{ text: ' ', firstHand: true }] })).toEqual([
      'findings',
    ]);
    expect(missingOf(clueFaces.keep, { reason: '待补证', reviewOn: '2026-06-01' })).toEqual([]);
  });

  it('sends an unticked box as no, and leaves out what was not filled in', () => {
    expect(bodyOf(clueFaces.conclude, { outcome: 'partly', findings: [{ text: '属实', firstHand: true }] })).toEqual({
      outcome: 'partly',
      findings: [{ text: '属实', firstHand: true }],
      subjectHeard: false,
    });
    expect(bodyOf(clueFaces.accept, { text: '' })).toEqual({});
  });

  it('sends the limit that an answer meets beside its words', () => {
    const limit = { ruleId: 'XF-NOTICE-15', triggerAt: '2026-03-02' };
    expect(
      bodyOf(clueFaces['tell-reporter'], { channel: 'PHONE', instrument: '告知书', text: '已告知', limit }),
    ).toEqual({ channel: 'PHONE', instrument: '告知书', text: '已告知', ...limit });
    expect(bodyOf(clueFaces.assign, { handlers: ['a', 'b'], due: limit })).toEqual({
      handlers: ['a', 'b'],
      due: limit,
    });
  });
});
