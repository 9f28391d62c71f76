import { type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Role } from '@sup/access/protocol';
import { FilesService } from '@sup/files';
import { newId } from '@sup/kernel';
import { testDatabase } from '@sup/testing';
import request from 'supertest';
import { DraftsService, ReferralReads } from '../index.ts';
import { Agencies, letter } from '../testing/agencies.fixture.ts';
import { listQuerySchema, updateDraftSchema } from './referral.requests.ts';

jest.setTimeout(240_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());
const at = (id: string) => network.at(id);

async function received(title: string, more: object = {}): Promise<string> {
  const id = await at('plc').send(letter('police', { title, ...more }));
  await network.settle();
  return id;
}

/** Shuts the person who plays a role out of a case. */
async function exclude(agency: string, role: Role, caseId: string): Promise<void> {
  await at(agency).dataSource.query(
    `insert into case_exclusion (id, case_id, person_id, category, reason, since) values ($1, $2, $3, 'accused', '回避', now())`,
    [newId(), caseId, at(agency).actor(role).personId],
  );
}

async function admit(agency: string, caseId: string, personId: string): Promise<void> {
  await at(agency).dataSource.query(
    `insert into case_member (id, case_id, holder_id, holder_kind, capacity, held_from, reason)
     values ($1, $2, $3, 'person', 'handler', timestamptz '2026-01-01', '承办')`,
    [newId(), caseId, personId],
  );
}

const list = (agency: string, role: Role, query: object = {}) =>
  at(agency).module.get(ReferralReads).list(listQuerySchema.parse(query), at(agency).actor(role));
const ids = async (...given: Parameters<typeof list>) => (await list(...given)).items.map(({ id }) => id);
const openIn = async (agency: string, role: Role) =>
  (await at(agency).module.get(ReferralReads).counts(at(agency).actor(role))).boxes.reduce(
    (sum, { open }) => sum + open,
    0,
  );

/** Texts of the audit entries of an agency, sealed or not. */
async function recorded(agency: string): Promise<string[]> {
  const rows = await at(agency).dataSource.query<{ text: string }[]>(
    `select text from (select position, text from audit_pending
       union all select position, (text::jsonb -> 'entry')::text from audit_entry) kept order by position`,
  );
  return rows.map(({ text }) => text);
}

describe('a file in use by another case', () => {
  it('is not read by naming its id in a letter of one’s own; the case’s own letter takes it along', async () => {
    const fileId = await at('plc').upload('他案证据.txt', '内容');
    const [caseId, personId] = [newId(), at('plc').actor('clerk').personId];
    const files = at('plc').module.get(FilesService);
    const { manager } = at('plc').dataSource;
    await files.adopt(manager, [fileId], { kind: 'clue', id: caseId, caseId });
    await expect(received('借用附件', { fileIds: [fileId] })).rejects.toMatchObject({ code: 'FILE_ABSENT' });
    const own = { fileIds: [fileId], use: { kind: 'referral', id: newId(), caseId } };
    await files.adoptFor(personId, manager, own);
    expect((await files.find(fileId))!.uses).toHaveLength(2);
  });
});

describe('whoever is shut out of a case', () => {
  it('finds no row, no count, no detail, no search hit, no file and no command of its referral', async () => {
    const fileId = await at('plc').upload('证据.txt', '内容');
    const id = await received('局长亲属受贿线索', { fileIds: [fileId] });
    const other = await received('另一件普通来信');
    await at('police').do('clerk', 'acknowledge', id);
    await at('police').do('head', 'accept', id, { declinedPoints: [] });
    const { hash } = (await at('police').view(id)).attachments[0]!;
    const before = { total: (await list('police', 'head')).total, open: await openIn('police', 'head') };
    await exclude('police', 'head', id);
    expect(await ids('police', 'head')).toEqual(expect.arrayContaining([other]));
    expect(await ids('police', 'head')).not.toContain(id);
    expect(await ids('police', 'head', { q: '局长亲属' })).toEqual([]);
    expect((await list('police', 'head')).total).toBe(before.total - 1);
    expect(await openIn('police', 'head')).toBe(before.open - 1);
    const http = request(at('police').app.getHttpServer() as Server);
    const absent = (path: string) => http.get(path).set('x-role', 'head');
    const reads = at('police').module.get(ReferralReads);
    await expect(at('police').view(id, 'head')).rejects.toMatchObject({ code: 'REFERRAL_ABSENT', kind: 'absent' });
    await expect(reads.attachment(id, hash, at('police').actor('head'))).rejects.toMatchObject({
      code: 'ATTACHMENT_ABSENT',
    });
    await expect(at('police').do('head', 'grant-recall', id)).rejects.toMatchObject({
      code: 'REFERRAL_ABSENT',
    });
    const [excluded, unknown] = await Promise.all([
      absent(`/api/referrals/${id}`),
      absent(`/api/referrals/${newId()}`),
    ]);
    expect(excluded.body).toEqual(unknown.body);
    expect((await at('police').view(id, 'clerk')).id).toBe(id);
  });

  it('cannot save a draft of it either', async () => {
    const id = await at('plc').draft(letter('police', { title: '回避草稿' }));
    const { draft, version } = await at('plc').view(id, 'clerk');
    await exclude('plc', 'clerk', id);
    const edited = updateDraftSchema.parse({ ...draft, reporter: null, expectedVersion: version });
    const saving = at('plc').module.get(DraftsService).update(id, edited, at('plc').actor('clerk'));
    await expect(saving).rejects.toMatchObject({ code: 'REFERRAL_ABSENT' });
  });
});

describe('an accepted referral', () => {
  it('is open to every handler until somebody is admitted to its case; then to the admitted and the heads alone', async () => {
    const id = await received('受理后分办');
    await at('police').do('clerk', 'acknowledge', id);
    await at('police').do('head', 'accept', id, { declinedPoints: [] });
    expect(await ids('police', 'handler')).toContain(id);
    await admit('police', id, newId());
    expect(await ids('police', 'handler')).not.toContain(id);
    await expect(at('police').view(id, 'handler')).rejects.toMatchObject({ code: 'REFERRAL_ABSENT' });
    expect(await ids('police', 'clerk')).not.toContain(id);
    expect(await ids('police', 'head')).toContain(id);
    await admit('police', id, at('police').actor('handler').personId);
    expect(await ids('police', 'handler')).toContain(id);
  });

  it('of a case with members stays in the clerk’s tray before acceptance', async () => {
    const id = await received('受理前');
    await admit('police', id, newId());
    expect(await ids('police', 'clerk')).toContain(id);
    expect(await ids('police', 'handler')).not.toContain(id);
  });
});

describe('what is done to a referral', () => {
  it('is on record with who, what and which, and without a word of its content', async () => {
    const id = await received('留痕的移送');
    await at('police').do('clerk', 'acknowledge', id);
    await at('police').do('head', 'accept', id, { declinedPoints: [] });
    await at('police').do('handler', 'progress', id, { text: '已约谈有关人员' });
    const [ours, theirs] = [await recorded('plc'), await recorded('police')];
    const of = (kept: string[]) =>
      kept
        .map(
          (text) =>
            JSON.parse(text) as { action: string; actor: { personId: string }; record: { id: string; no: string } },
        )
        .filter((entry) => entry.record.id === id);
    expect(of(ours).map(({ action }) => action)).toEqual([
      'referral.draft-opened',
      'referral.approve',
      'referral.send',
    ]);
    expect(of(ours).at(-1)!.record.no).toMatch(/^YS-plc-/);
    expect(of(theirs).map(({ action }) => action)).toEqual([
      'referral.acknowledge',
      'referral.accept',
      'referral.progress',
    ]);
    expect(of(theirs)[0]!.actor.personId).toBe(at('police').actor('clerk').personId);
    expect([...ours, ...theirs].join()).not.toMatch(/约谈|留痕|甲某/);
  });

  it('leaves no record when it is refused', async () => {
    const id = await received('被拒的办理');
    const count = async () => (await recorded('police')).length;
    const before = await count();
    await expect(at('police').do('head', 'accept', id, { declinedPoints: [] })).rejects.toMatchObject({
      code: 'COMMAND_NOT_OPEN',
    });
    expect(await count()).toBe(before);
  });
});
