import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type FixedClock, type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { auditMigrations } from '../index.ts';
import { type AuditFigures } from '../protocol/index.ts';
import { type ChainParts, chainParts, lookAt } from '../testing/chain.fixture.ts';
import { Neighbours } from '../testing/peers.fixture.ts';

jest.setTimeout(120_000);

const hour = 3_600_000;
const start = '2026-11-25T00:00:00.000Z';

describe('the heads of the chain, countersigned by the peers', () => {
  let databases: TestDatabase[];
  let town: Neighbours;
  let clock: FixedClock;
  let own: ChainParts;
  let peers: Record<string, ChainParts>;

  const join = async (agency: string): Promise<ChainParts> => {
    const database = await testDatabase({ migrations: auditMigrations });
    databases.push(database);
    const parts = chainParts(database.dataSource, { clock, agency, witnesses: town.join(agency) });
    parts.anchors.onModuleInit();
    return parts;
  };
  const act = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, (_, n) => own.trail.saw(lookAt(n, { act: 'write' }))));
  };
  const unanchored = async (): Promise<AuditFigures['unanchored']> => {
    await own.sealer.sealNow();
    return (await own.reads.figures()).unanchored;
  };
  const ownRows = (sql: string): Promise<unknown> => databases[0]!.dataSource.query(sql);

  beforeEach(async () => {
    Logger.overrideLogger(false);
    databases = [];
    town = new Neighbours();
    clock = fixedClock(start);
    own = await join('own');
    peers = { left: await join('left'), right: await join('right') };
  });
  afterEach(async () => {
    for (const database of databases) await database.drop();
  });

  it('wait while nobody can be reached for 26 hours from a fresh installation, and one anchor covers all of it (AUD-05)', async () => {
    town.away.add('own');
    expect(await own.anchors.tick()).toBeNull();
    expect(await unanchored()).toEqual({ count: 0, oldestAt: null, ageSeconds: 0, level: 'none' });
    for (let hours = 0; hours < 26; hours += 1) {
      await act(hours < 25 ? 16 : 0);
      expect(await own.anchors.tick()).toBeNull();
      if (hours === 4) expect(await unanchored()).toMatchObject({ count: 80, ageSeconds: 4 * 3_600, level: 'fresh' });
      if (hours === 5) expect(await unanchored()).toMatchObject({ count: 96, level: 'warning', oldestAt: start });
      clock.advance(hour);
    }
    expect(await unanchored()).toEqual({ count: 400, oldestAt: start, ageSeconds: 26 * 3_600, level: 'red' });
    town.away.clear();
    expect(await own.anchors.tick()).toMatchObject({ seq: 400, peers: ['left', 'right'] });
    expect(await unanchored()).toEqual({ count: 0, oldestAt: null, ageSeconds: 0, level: 'none' });
    const report = await own.verifier.verify({ askPeers: true });
    expect(report).toMatchObject({ intact: true, entries: 400, anchors: 2 });
    expect(report.witnesses).toEqual([
      { peer: 'left', reachable: true, heads: 1, agrees: true },
      { peer: 'right', reachable: true, heads: 1, agrees: true },
    ]);
  });

  it('are asked for when an hour has passed with something in it, also by a clock that steps back, and one peer is enough', async () => {
    town.away.add('left');
    await act(3);
    await own.sealer.sealNow();
    expect(await own.anchors.tick()).toMatchObject({ seq: 3, peers: ['right'] });
    await act(1);
    await own.sealer.sealNow();
    expect(await own.anchors.tick()).toBeNull();
    clock.advance(hour);
    expect(await own.anchors.tick()).toMatchObject({ seq: 4 });
    clock.advance(hour);
    expect(await own.anchors.tick()).toBeNull();
    await act(1);
    await own.sealer.sealNow();
    clock.set('2026-11-24T00:00:00.000Z');
    expect(await own.anchors.tick()).toMatchObject({ seq: 5 });
    expect((await own.reads.chain(['left', 'right'])).peers).toMatchObject([
      { peer: 'left', seq: null },
      { peer: 'right', seq: 5 },
    ]);
  });

  it('betray a chain that was cut, though everything that is left fits', async () => {
    await act(30);
    await own.anchors.anchorNow();
    await ownRows('alter table audit_entry disable trigger all');
    await ownRows('delete from audit_entry where seq > 25');
    const report = await own.verifier.verify({ askPeers: false });
    expect(report.findings).toEqual([
      { seq: 26, kind: 'missing-tail', about: '30 left' },
      { seq: 26, kind: 'missing-tail', about: '30 right' },
    ]);
  });

  it('betray a chain that was written anew from its second entry', async () => {
    await act(20);
    await own.anchors.anchorNow();
    const rows = (await ownRows('select text from audit_entry order by seq')) as { text: string }[];
    await ownRows('alter table audit_entry disable trigger all');
    await ownRows('delete from audit_entry where seq > 1');
    for (const [n] of rows.slice(1).entries()) await own.trail.saw(lookAt(n + 1, { action: 'clue.other' }));
    const report = await own.verifier.verify({ askPeers: false });
    expect(report.findings).toEqual([
      { seq: 20, kind: 'anchor', about: 'left' },
      { seq: 20, kind: 'anchor', about: 'right' },
    ]);
  });

  it('stay known to the peers when chain and anchors come back from an old backup, and the loss is itself put on record', async () => {
    await act(30);
    await own.anchors.anchorNow();
    for (const table of ['entry', 'anchor']) await ownRows(`alter table audit_${table} disable trigger all`);
    await ownRows('delete from audit_entry where seq > 20; delete from audit_anchor');
    const cut = await own.verifier.verify({ askPeers: true });
    expect(cut.findings).toEqual(
      expect.arrayContaining([
        { seq: 30, kind: 'witness', about: 'left' },
        { seq: 30, kind: 'witness', about: 'right' },
      ]),
    );
    await act(2);
    clock.advance(hour);
    expect(await own.anchors.anchorNow()).toMatchObject({ seq: 22 });
    await own.anchors.anchorNow();
    const { disputed } = await own.reads.figures();
    expect(disputed).toBe(2);
    const { items } = await own.reads.entries({ code: 'AUDIT_DISPUTED', size: 10 });
    expect(items.map(({ details }) => details['peer']).sort()).toEqual(['left', 'right']);
  });

  it('count only with the signature of the peer under exactly this head', async () => {
    await act(5);
    await own.sealer.sealNow();
    const forged = town.join('right');
    forged.onAsked('audit-countersign', (_peer, question) => {
      const said = { author: 'own', witness: 'left', at: start, ...question };
      const statement = JSON.stringify(said);
      return Promise.resolve({ statement, signature: forged.sign(statement), held: null });
    });
    expect(await own.anchors.anchorNow()).toMatchObject({ peers: ['left'] });
    await ownRows('alter table audit_anchor disable trigger all');
    await ownRows(`update audit_anchor set statement = replace(statement, '"seq":5', '"seq":6')`);
    expect((await own.verifier.verify({ askPeers: false })).findings).toEqual([
      { seq: 5, kind: 'anchor-signature', about: 'left' },
    ]);
  });

  it('are refused to a person who asks for them while nobody answers', async () => {
    town.away.add('own');
    await act(1);
    await expect(own.anchors.anchorOrRefuse()).rejects.toMatchObject({ code: 'AUDIT_NO_WITNESS' });
    expect(Object.keys(peers)).toHaveLength(2);
  });
});
