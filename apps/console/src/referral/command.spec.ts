import { describe, expect, it } from '@jest/globals';
import { commandFacts, homeMoves } from '@sup/referrals/protocol';
import { bodyOf, commandFaces, facesOf, type FaceName, missingOf, outcomesFor } from './command.rules.ts';

const commandOf = (name: string) => commandFaces[name as FaceName];

describe('buttons', () => {
  it('there is one for every command of the tables', () => {
    const known = new Set(
      Object.entries(commandFaces).map(([name, face]) => ('command' in face ? face.command : name)),
    );
    for (const name of [...Object.keys(commandFacts), ...Object.keys(homeMoves), 'dispatch'])
      expect(known).toContain(name);
  });

  it('a ruling is two buttons of one command', () => {
    expect(facesOf(['rule']).map(([name]) => name)).toEqual(['rule-accept', 'rule-return']);
    expect(bodyOf(commandFaces['rule-return'], { reason: '不属管辖' })).toMatchObject({
      accept: false,
      reason: '不属管辖',
    });
  });

  it('stand in the order of the ladder, and an unknown command is not drawn', () => {
    expect(facesOf(['return', 'accept', 'object', 'teleport']).map(([name]) => name)).toEqual([
      'accept',
      'object',
      'return',
    ]);
  });
});

describe('forms', () => {
  it('a return needs its reason code and its reason', () =>
    expect(missingOf(commandFaces.return, { reason: '  ' })).toEqual(['reasonCode', 'reason']));

  it('a return without a suggested authority says none', () =>
    expect(bodyOf(commandFaces.return, { reasonCode: 'OTHER', reason: 'x' })).toEqual({
      reasonCode: 'OTHER',
      reason: 'x',
      suggestedAuthority: null,
    }));

  it('each declined point needs its reason', () => {
    const declinedPoints = [{ pointId: 'P1', reasonCode: 'OTHER', reason: '' }];
    expect(missingOf(commandFaces.accept, { declinedPoints })).toEqual(['declinedPoints']);
    expect(missingOf(commandFaces.accept, {})).toEqual([]);
    expect(bodyOf(commandFaces.accept, {})).toEqual({ declinedPoints: [] });
  });

  it('each point that was declined must go somewhere before a result is approved', () =>
    expect(missingOf(commandFaces['approve-result'], { placedPoints: [{ pointId: 'P1', placedWith: '' }] })).toEqual([
      'placedPoints',
    ]));

  it('a meeting that is named needs its number and its day', () => {
    expect(missingOf(commandFaces.approve, { decision: { meetingNo: '3', heldOn: '' } })).toEqual(['decision']);
    expect(missingOf(commandFaces.approve, {})).toEqual([]);
  });

  it('a rule needs the day it starts from, and travels flat in a dispatch, whole in a forwarding', () => {
    const limit = { ruleId: 'XF-NOTICE-15', triggerAt: '2026-03-02' };
    expect(missingOf(commandFaces.dispatch, { limit: { ...limit, triggerAt: '' } })).toContain('limit');
    expect(bodyOf(commandFaces.dispatch, { limit })).toMatchObject(limit);
    expect(bodyOf(commandFaces.forward, { forwardBy: limit })).toMatchObject({ forwardBy: limit });
  });

  it('an extension says its unit', () =>
    expect(bodyOf(commandOf('request-extension'), { clockId: 'a#1', length: 5, reason: 'x' })).toMatchObject({
      length: 5,
      unit: 'WORKING_DAY',
    }));

  it('outcomes that answer the question come first, and none is lost', () => {
    expect(outcomesFor('VERIFY_AND_REPLY')[0]).toBe('SUBSTANTIATED');
    expect(outcomesFor('EXPLAIN')[0]).toBe('EXPLAINED');
    expect([...outcomesFor('EXPLAIN')].sort()).toEqual([...outcomesFor('VERIFY_AND_REPLY')].sort());
  });
});
