import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canonicalText } from '@sup/messaging/protocol';
import { auditMigrations } from '../index.ts';
import { type KeptEntry, entryText } from '../protocol/index.ts';
import { append } from '../store/trail.store.ts';
import { chainParts, lookAt, verifierOf } from '../testing/chain.fixture.ts';

jest.setTimeout(180_000);

/** Somebody with every right over the database, who takes the walls down first. */
const tamper = (database: TestDatabase, ...statements: string[]): Promise<unknown> =>
  database.dataSource.transaction(async (manager) => {
    await manager.query('alter table audit_entry disable trigger all');
    for (const statement of statements) await manager.query(statement);
    await manager.query('alter table audit_entry enable always trigger audit_entry_kept');
  });

async function chained(entries: number): Promise<TestDatabase> {
  const database = await testDatabase({ migrations: auditMigrations });
  const { sealer } = chainParts(database.dataSource);
  for (let from = 0; from < entries; from += 10_000) {
    const texts = Array.from({ length: Math.min(10_000, entries - from) }, (_, n) =>
      entryText('unit-one', '2026-11-25T04:00:00.000Z', lookAt(from + n)),
    );
    await append(database.dataSource.manager, texts);
  }
  await sealer.sealNow();
  return database;
}

/** Far less than the chain's texts, which are over 70 MB; a program that keeps them does not end. */
const heldMemory = ['--max-old-space-size=48', '--max-semi-space-size=1'];

describe('200,000 entries', () => {
  let database: TestDatabase;
  const testing = resolve(import.meta.dirname, '../testing');
  const program = join(resolve(testing, '../../../..'), '.test', `verify-${process.pid}.mjs`);
  beforeAll(async () => {
    const input = join(testing, 'verify.process.ts');
    const bundled = spawnSync(process.execPath, [join(testing, 'bundle.mjs'), input, program], { encoding: 'utf8' });
    if (bundled.status !== 0) throw new Error(bundled.stderr);
    database = await chained(200_000);
  });
  afterAll(async () => {
    rmSync(program, { force: true });
    await database?.drop();
  });

  it('are verified by a process that could not hold them in memory', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...heldMemory, program, database.url], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ intact: true, entries: 200_000, head: { seq: 200_000 } });
  });

  it('are in order, and one changed byte among them is named by its entry', async () => {
    expect(await verifierOf(database.dataSource).verify({ askPeers: false })).toMatchObject({
      intact: true,
      entries: 200_000,
      head: { seq: 200_000 },
    });
    await tamper(
      database,
      `update audit_entry set text = overlay(text placing '8' from position('"n":' in text) + 4 for 1) where seq = 137412`,
    );
    const report = await verifierOf(database.dataSource).verify({ askPeers: false });
    expect(report).toMatchObject({ intact: false, broken: 1, entries: 200_000 });
    expect(report.findings).toEqual([{ seq: 137_412, kind: 'changed', about: null }]);
  });
});

describe('a chain that somebody tampered with', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await chained(40);
  });
  afterEach(() => database.drop());
  const verified = () => verifierOf(database.dataSource).verify({ askPeers: false });

  it('survives jsonb, a dump and a restore elsewhere, for its text is what is hashed (AUD-01)', async () => {
    const details = { b: 1, a: { z: [3, { y: null }], é: 'NFC' }, note: undefined, n: 1e21, big: '110105194912310021' };
    const { trail, sealer } = chainParts(database.dataSource);
    await trail.saw(lookAt(41, { details }));
    await sealer.sealNow();
    const [row] = await database.dataSource.query<{ text: string; entry: KeptEntry; hash: string }[]>(
      `select text, text::jsonb -> 'entry' as entry, hash from audit_entry where seq = 41`,
    );
    expect(row!.entry.details).toEqual({
      b: 1,
      a: { z: [3, { y: null }], é: 'NFC' },
      n: 1e21,
      big: '110105194912310021',
    });
    expect(row!.text).toContain(canonicalText(row!.entry));
    const elsewhere = await testDatabase({ migrations: auditMigrations });
    try {
      const rows = await database.dataSource.query<Record<string, unknown>[]>('select * from audit_entry');
      await elsewhere.dataSource.query(
        'insert into audit_entry select * from json_populate_recordset(null::audit_entry, $1::json)',
        [JSON.stringify(rows.reverse())],
      );
      const restored = verifierOf(elsewhere.dataSource);
      expect(await restored.verify({ askPeers: false })).toMatchObject({ intact: true, entries: 41 });
      await tamper(elsewhere, `update audit_entry set text = replace(text, '"y":null', '"y":true') where seq = 41`);
      expect(await restored.verify({ askPeers: false })).toMatchObject({
        findings: [{ seq: 41, kind: 'changed', about: null }],
      });
    } finally {
      await elsewhere.drop();
    }
  });

  it('names every broken entry and the first of them', async () => {
    await tamper(
      database,
      `update audit_entry set text = replace(text, 'clue.read', 'clue.rEad') where seq in (31, 12)`,
      'delete from audit_entry where seq in (20, 21)',
      `update audit_entry set person_id = 'nobody' where seq = 5`,
    );
    const report = await verified();
    expect(report.first).toEqual({ seq: 5, kind: 'column', about: 'personId' });
    expect(report.findings).toEqual([
      { seq: 5, kind: 'column', about: 'personId' },
      { seq: 12, kind: 'changed', about: null },
      { seq: 20, kind: 'gap', about: '21' },
      { seq: 31, kind: 'changed', about: null },
    ]);
    expect(report).toMatchObject({ broken: 4, entries: 38 });
  });

  it('names entries that changed places, and a predecessor that is claimed twice', async () => {
    await tamper(
      database,
      'alter table audit_entry drop constraint audit_entry_prev, drop constraint audit_entry_pkey',
      'update audit_entry set seq = 71 - seq where seq in (35, 36)',
      'update audit_entry a set prev_hash = b.prev_hash from audit_entry b where a.seq = 9 and b.seq = 8',
    );
    expect((await verified()).findings).toEqual([
      { seq: 9, kind: 'column', about: 'prevHash' },
      { seq: 35, kind: 'reordered', about: null },
      { seq: 36, kind: 'reordered', about: null },
    ]);
  });

  it('is verified one at a time', async () => {
    const verifier = verifierOf(database.dataSource);
    const first = verifier.verify({ askPeers: false });
    await expect(verifier.verify({ askPeers: false })).rejects.toMatchObject({ code: 'AUDIT_VERIFICATION_RUNNING' });
    expect(await first).toMatchObject({ intact: true });
  });

  it('goes on from the table after a restore from backup and under a clock that steps back', async () => {
    const clock = { now: () => '2019-01-01T00:00:00.000Z' };
    const restored = chainParts(database.dataSource, { clock });
    await restored.trail.saw(lookAt(99));
    await restored.sealer.sealNow();
    expect(await verified()).toMatchObject({ intact: true, entries: 41, head: { seq: 41 } });
  });
});
