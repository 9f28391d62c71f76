import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { seatNetwork } from '../testing/network.fixture.ts';

jest.setTimeout(60_000);

describe('what a reaction answers', () => {
  let nats: TestNats;
  let databases: TestDatabase[];
  let police: RunningAgency;
  let court: RunningAgency;

  beforeAll(async () => {
    const network = seatNetwork(['police', 'court']);
    nats = await testNats({ accounts: network.accounts });
    databases = [await testDatabase({}), await testDatabase({})];
    const start = (id: string, at: number) => startAgency({ network, id, databaseUrl: databases[at]!.url, nats });
    [police, court] = await Promise.all([start('police', 0), start('court', 1)]);
  });

  afterAll(async () => {
    await police?.stop();
    await court?.stop();
    for (const database of databases ?? []) await database.drop();
    await nats?.stop();
  });

  const appliedOf = async (record: string) => (await court.applied()).filter((row) => row.record_id === record);
  const notProcessed = async (factId: string): Promise<string | null> => {
    const [row] = await police.dataSource.query<{ not_processed: string | null }[]>(
      'select not_processed from messaging_outbox where fact_id = $1',
      [factId],
    );
    return row?.not_processed ?? null;
  };

  it('a fact that came too early is held, and applied once the one before it is', async () => {
    const record = newId();
    court.ledger.judge = async ({ fact }, manager) => {
      if (!('n' in fact) || fact.n === 1) return null;
      const before = await manager.query<unknown[]>('select 1 from ledger where record_id = $1 and n = $2', [
        fact.subject,
        fact.n - 1,
      ]);
      return before.length ? null : { outcome: 'held', waitsFor: `n ${fact.n - 1}` };
    };
    await police.send([3, 2].map((n) => progress('police', ['court'], { record, n })));
    await until('both held', async () => {
      const held = await court.dataSource.query<unknown[]>(
        `select 1 from messaging_delivery where record_id = $1 and state = 'held'`,
        [record],
      );
      return held.length === 2;
    });
    expect(await appliedOf(record)).toEqual([]);
    await police.send([progress('police', ['court'], { record, n: 1 })]);
    const rows = await until('all applied', async () => {
      const found = await appliedOf(record);
      return found.length === 3 && found;
    });
    expect(rows.map((row) => row.n)).toEqual([1, 2, 3]);
    court.ledger.judge = () => Promise.resolve(null);
  });

  it('a database that is away for a moment costs no try beyond the ladder and no fact (REF-09)', async () => {
    const fact = progress('police', ['court']);
    let failures = 0;
    court.ledger.judge = ({ fact: { id } }) => {
      if (id !== fact.id || failures >= 2) return Promise.resolve(null);
      failures += 1;
      return Promise.reject(new Error('connection refused'));
    };
    await police.send([fact]);
    await until('applied in the end', async () => (await appliedOf(fact.subject)).length === 1);
    expect(failures).toBe(2);
    expect(await court.links.deadLetters()).toEqual([]);
    court.ledger.judge = () => Promise.resolve(null);
  });

  it('a poisonous fact becomes a dead letter, its author is told, later facts of its record wait, others go on', async () => {
    const record = newId();
    const poison = progress('police', ['court'], { record, n: 1 });
    const later = progress('police', ['court'], { record, n: 2 });
    const other = progress('police', ['court']);
    court.ledger.judge = ({ fact }) =>
      fact.id === poison.id ? Promise.reject(new Error('cannot be stomached')) : Promise.resolve(null);
    await police.send([poison, later, other]);
    await until('the other record is applied', async () => (await appliedOf(other.subject)).length === 1);
    const [dead] = await until('dead letter', async () => {
      const letters = await court.links.deadLetters();
      return letters.length > 0 && letters;
    });
    expect(dead).toMatchObject({
      factId: poison.id,
      code: 'REACTION_FAILED',
      reason: 'cannot be stomached',
      attempts: 3,
    });
    expect(await appliedOf(record)).toEqual([]);
    await until('the sender sees 对方处理失败', async () => (await notProcessed(poison.id)) === 'REACTION_FAILED');
    court.ledger.judge = () => Promise.resolve(null);
    await court.links.retry(dead!.id);
    const rows = await until('both applied', async () => {
      const found = await appliedOf(record);
      return found.length === 2 && found;
    });
    expect(rows.map((row) => row.n)).toEqual([1, 2]);
    await until('the note is withdrawn', async () => (await notProcessed(poison.id)) === null);
    await expect(court.links.retry(dead!.id)).rejects.toMatchObject({ code: 'DEAD_LETTER_ABSENT' });
  });

  it.each([
    { outcome: 'refused', code: 'WRONG_PARTY' },
    { outcome: 'conflict', code: 'NUMBER_TAKEN' },
  ] as const)('what can never be taken ($outcome) is dead at once and told to its author', async (verdict) => {
    const fact = progress('police', ['court']);
    court.ledger.judge = ({ fact: { id } }) => Promise.resolve(id === fact.id ? verdict : null);
    await police.send([fact]);
    await until('told', async () => (await notProcessed(fact.id)) === verdict.code);
    expect((await court.links.deadLetters()).find((letter) => letter.factId === fact.id)).toMatchObject({
      code: verdict.code,
      attempts: 1,
    });
    court.ledger.judge = () => Promise.resolve(null);
  });

  it('a failure in a batch undoes nothing of the other facts and repeats none', async () => {
    const facts = Array.from({ length: 60 }, (_, at) => progress('police', ['court'], { text: String(at) }));
    const bad = facts[30]!;
    const tries = new Map<string, number>();
    court.ledger.judge = ({ fact: { id } }) => {
      tries.set(id, (tries.get(id) ?? 0) + 1);
      return id === bad.id ? Promise.reject(new Error('no')) : Promise.resolve(null);
    };
    await police.send(facts);
    await until('59 applied', async () => {
      const applied = new Set((await court.applied()).map((row) => row.fact_id));
      return facts.filter((fact) => applied.has(fact.id)).length === 59;
    });
    await until('the bad one is dead', async () =>
      (await court.links.deadLetters()).some((letter) => letter.factId === bad.id),
    );
    court.ledger.judge = () => Promise.resolve(null);
  });

  it('a signal stays in the agency, and its content is dropped once handled', async () => {
    const record = newId();
    const data = { referralId: record } as never;
    await police.dataSource.transaction((manager) =>
      police.outbox.signal(manager, 'referral.case-opened', record, data),
    );
    await until('handled', async () => (await police.applied()).some((row) => row.record_id === record));
    await until('content dropped', async () => {
      const kept = await police.dataSource.query<unknown[]>('select 1 from messaging_fact where record_id = $1', [
        record,
      ]);
      return kept.length === 0;
    });
    const sent = await police.dataSource.query<unknown[]>('select 1 from messaging_outbox where record_id = $1', [
      record,
    ]);
    expect(sent).toEqual([]);
  });

  it('a fact of our own can be shown with its proof, a received one with its author’s', async () => {
    const fact = progress('police', ['court']);
    await police.send([fact]);
    await until('arrived', async () => (await appliedOf(fact.subject)).length === 1);
    for (const agency of [police, court]) {
      const carried = await agency.dataSource.transaction((manager) => agency.carried.carry(manager, fact.id));
      expect(JSON.parse(carried.fact)).toMatchObject({ id: fact.id });
      expect(carried.proof.root).toHaveLength(43);
    }
    await expect(court.carried.carry(court.dataSource, newId())).rejects.toMatchObject({ code: 'FACT_ABSENT' });
  });

  it('records applied beside each other: a refused one undoes none of the others, and each stays in order', async () => {
    court.ledger.besideOthers = true;
    const records = Array.from({ length: 12 }, () => newId());
    const bad = records[5]!;
    court.ledger.judge = ({ fact }) =>
      Promise.resolve(fact.subject === bad ? { outcome: 'refused', code: 'NOT_FOR_US' } : null);
    try {
      await police.send(
        [1, 2, 3].flatMap((n) => records.map((record) => progress('police', ['court'], { record, n }))),
      );
      const numbers = async (record: string) => (await appliedOf(record)).map((row) => Number(row.n));
      for (const record of records.filter((one) => one !== bad)) {
        await until('all three applied', async () => (await numbers(record)).length === 3);
        expect(await numbers(record)).toEqual([1, 2, 3]);
      }
      expect(await numbers(bad)).toEqual([]);
      expect((await court.links.deadLetters()).filter((dead) => dead.recordId === bad)).toHaveLength(1);
    } finally {
      court.ledger.besideOthers = false;
      court.ledger.judge = () => Promise.resolve(null);
    }
  });
});
