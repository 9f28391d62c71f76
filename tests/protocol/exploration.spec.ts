import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as protocol from '@sup/referrals/protocol';
import { type Model, type Protocol } from './desk.ts';
import { type Explored, type Options, Explorer } from './explorer.ts';
import { between, modelsOf, receiver, sender, third } from './models.ts';

const pair = [sender, receiver];
const trio = [sender, receiver, third];
const models = modelsOf(protocol);

function explore(model: Model, agencies: readonly string[], options: Options = {}): Explored {
  const started = performance.now();
  const explored = new Explorer(model, agencies, options).run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { states, quiescent, violations } = explored;
  const how = [options.restores && (options.restores.fence ? 'fence' : 'no fence')].filter(Boolean).join();
  console.info(
    `${model.name} ${how}: ${states} states, ${quiescent} quiescent, ${violations.length} violations, ${seconds} s`,
  );
  return explored;
}

/** The real protocol over another table of moves. `penOf` names the first party where a status is contested. */
async function mutant(change: (moves: Record<string, object>) => Record<string, object>): Promise<Protocol> {
  let loaded: Protocol | undefined;
  await jest.isolateModulesAsync(async () => {
    jest.doMock('../../libs/referrals/src/protocol/referral.moves.ts', () => {
      const actual = jest.requireActual<Pick<Protocol, 'referralMoves' | 'isMove'>>(
        '../../libs/referrals/src/protocol/referral.moves.ts',
      );
      const referralMoves = change({ ...actual.referralMoves });
      return { ...actual, referralMoves, isMove: (type: string) => Object.hasOwn(referralMoves, type) };
    });
    jest.doMock('@sup/kernel', () => ({
      ...jest.requireActual<object>('@sup/kernel'),
      penOf: (moves: Record<string, { from: string[]; by: string }>, status: string) =>
        Object.values(moves).find(({ from }) => from.includes(status))?.by,
    }));
    loaded = await import('@sup/referrals/protocol');
  });
  jest.dontMock('../../libs/referrals/src/protocol/referral.moves.ts');
  jest.dontMock('@sup/kernel');
  return loaded!;
}

describe('every order in which facts can arrive, on the real protocol (PROTOCOL.md 3)', () => {
  it.each([
    { model: models.moves, agencies: pair },
    { model: models.recalls, agencies: pair },
    { model: models.extensions, agencies: pair },
    { model: models.overdue, agencies: pair },
    { model: models.arbiter, agencies: trio },
    { model: models.ownMeeting, agencies: pair },
    { model: models.forwarding, agencies: trio },
    { model: models.onePart, agencies: trio },
    { model: models.twoParts, agencies: trio },
  ])('$model.name: copies agree when quiet, nothing is held, exactly one may move', ({ model, agencies }) => {
    const { states, quiescent, violations } = explore(model, agencies);
    expect(violations).toEqual([]);
    expect(states).toBeGreaterThan(90);
    expect(quiescent).toBeGreaterThan(10);
  });
});

describe('an agency restored from a backup', () => {
  it('stays one with its peer when it waits for its own facts', () => {
    const { violations } = explore(models.restore, pair, { restores: { agency: receiver, fence: true } });
    expect(violations).toEqual([]);
  });

  it('writes a second fact under a used number when it does not wait', () => {
    const { violations } = explore(models.restore, pair, { restores: { agency: receiver, fence: false } });
    expect(violations[0]?.kind).toBe('conflict');
  });
});

describe('what the exploration must find', () => {
  let withdrawing: Protocol;
  let careless: Protocol;

  beforeAll(async () => {
    withdrawing = await mutant((moves) => ({
      ...moves,
      'referral.withdrawn': { from: ['sent', 'delivered', 'acknowledged'], to: 'recalled', by: 'sender' },
    }));
    careless = await mutant((moves) =>
      Object.fromEntries(
        Object.entries(moves).map(([name, move]) => {
          const { guards = [] } = move as { guards?: string[] };
          return [name, { ...move, guards: guards.filter((guard) => guard !== 'PARTS_CLOSED') }];
        }),
      ),
    );
  });

  it('an earlier draft, where the sender withdraws freely until acceptance, drives the copies apart', () => {
    const { violations } = explore({ ...modelsOf(withdrawing).moves, name: 'earlier draft' }, pair, { enough: 1000 });
    const conflicts = violations.filter(({ kind }) => kind === 'conflict');
    expect(conflicts[0]?.trace.length).toBeLessThanOrEqual(4);
    expect(conflicts[0]?.statuses).toEqual({ [`${sender} R`]: 'recalled', [`${receiver} R`]: 'delivered' });
  });

  it('without the guard PARTS_CLOSED a parent ends over an open part', () => {
    const { violations } = explore({ ...modelsOf(careless).onePart, name: 'parts without guard' }, trio);
    expect(violations[0]?.kind).toBe('the parent ended over an open part');
  });

  it('refuses to call a model explored that it could not finish', () => {
    expect(() => explore({ ...models.recalls, letter: between(null) }, pair, { most: 100 })).toThrow('more than 100');
  });
});
