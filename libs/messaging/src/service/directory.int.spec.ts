import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Directory, type SignedDirectory, dataSchemaOf } from '@sup/contracts';
import { systemClock } from '@sup/kernel';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { newKeyRing, parseKeyRing, signDirectory } from '../protocol/index.ts';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { type SeatedNetwork, agencyOf, seatNetwork, sign } from '../testing/network.fixture.ts';
import { rotateKeys } from './directory.service.ts';

jest.setTimeout(60_000);

describe('the directory and its keys', () => {
  let nats: TestNats;
  let databases: TestDatabase[];
  let network: SeatedNetwork;
  let plc: RunningAgency;
  let court: RunningAgency;

  beforeAll(async () => {
    network = seatNetwork(['plc', 'proc', 'court', 'newcomer']);
    // The newcomer has an account at the broker but is not in the first directory.
    network = { ...network, directory: sign(without(network.directory.directory, 'newcomer'), network.seats) };
    nats = await testNats({ accounts: network.accounts });
    databases = [await testDatabase({}), await testDatabase({}), await testDatabase({})];
    const start = (id: string, at: number) => startAgency({ network, id, databaseUrl: databases[at]!.url, nats });
    [plc, court] = await Promise.all([start('plc', 0), start('court', 1)]);
  });

  afterAll(async () => {
    await plc?.stop();
    await court?.stop();
    for (const database of databases ?? []) await database.drop();
    await nats?.stop();
  });

  function without(directory: Directory, id: string): Directory {
    return {
      ...directory,
      agencies: directory.agencies.filter((agency) => agency.id !== id),
      keys: directory.keys.filter((key) => key.agency !== id),
    };
  }

  function publication(signed: SignedDirectory) {
    return {
      ...progress('plc', ['court']),
      type: 'directory.published',
      dataschema: dataSchemaOf('directory.published'),
      data: signed as unknown as Record<string, unknown>,
    };
  }

  const arrivesAt = async (agency: RunningAgency, id: string) =>
    until('arrived', async () => (await agency.applied()).some((row) => row.fact_id === id));

  it('keys are rotated: what was made before and sent after is accepted, old parcels open, new keys work', async () => {
    await plc.send([progress('plc', ['court'])]);
    const waiting = progress('plc', ['court']);
    const { ring, directory } = rotateKeys(network.seats.get('plc')!.ring, plc.directory.view().directory, systemClock);
    const signed = sign(directory, network.seats);
    await plc.send([publication(signed), waiting]);
    await until('in force at both', () => [plc, court].every((agency) => agency.directory.view().version === 2));
    plc.directory.useKeyRing(parseKeyRing(ring));
    const made = new Date(Date.parse(directory.issuedAt) - 60_000).toISOString();
    const before = progress('plc', ['court'], { time: made });
    const after = progress('plc', ['court']);
    await plc.send([before, after]);
    for (const fact of [waiting, before, after]) await arrivesAt(court, fact.id);
    const answer = progress('court', ['plc']);
    await court.send([answer]);
    await arrivesAt(plc, answer.id);
    expect(await court.links.quarantine()).toEqual([]);
    network.seats.get('plc')!.ring.sealing.forEach((old) => {
      expect(ring.sealing.find((key) => key.kid === old.kid)!.retiredAt).not.toBeNull();
    });
    Object.assign(network.seats.get('plc')!, { ring });
  });

  it('a new agency is published: mailboxes are made for it and facts go both ways', async () => {
    const seat = network.seats.get('newcomer')!;
    const { publicKeys, ring } = newKeyRing('newcomer', systemClock);
    Object.assign(seat, { ring });
    const now = plc.directory.view().directory;
    const directory = {
      ...now,
      version: now.version + 1,
      agencies: [...now.agencies, agencyOf('newcomer')],
      keys: [...now.keys, ...publicKeys],
    };
    const signed = sign(directory, network.seats);
    await plc.send([publication(signed)]);
    await until('in force at both', () =>
      [plc, court].every(({ directory: d }) => d.view().agency('newcomer') !== null),
    );
    const newcomer = await startAgency({
      network: { ...network, directory: signed },
      id: 'newcomer',
      databaseUrl: databases[2]!.url,
      nats,
    });
    const [there, back] = [progress('court', ['newcomer']), progress('newcomer', ['court'])];
    await court.send([there]);
    await newcomer.send([back]);
    await arrivesAt(newcomer, there.id);
    await arrivesAt(court, back.id);
    await newcomer.stop();
  });

  it('a directory that two trusted administrators did not sign, or that is older, is not put in force', async () => {
    const now = plc.directory.view().directory;
    const directory = { ...now, version: now.version + 1 };
    const stranger = parseKeyRing(newKeyRing('court', systemClock).ring);
    const once = {
      directory,
      signatures: [0, 0].map(() => signDirectory(directory, parseKeyRing(network.seats.get('proc')!.ring))),
    };
    const forged = { directory, signatures: [once.signatures[0]!, signDirectory(directory, stranger)] };
    for (const signed of [once, forged]) {
      await expect(court.directory.adopt(court.dataSource, signed)).rejects.toMatchObject({
        code: 'DIRECTORY_REFUSED',
      });
    }
    const older = sign({ ...now, version: 1 }, network.seats);
    await expect(court.directory.adopt(court.dataSource, older)).resolves.toBe('not-newer');
    expect(court.directory.view().version).toBe(now.version);
    const fact = publication(forged);
    await plc.send([fact]);
    await until('the refusal is visible', async () =>
      (await plc.links.deadLetters()).concat(await court.links.deadLetters()).some(({ factId }) => factId === fact.id),
    );
  });
});
