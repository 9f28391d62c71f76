import { expect, it } from '@jest/globals';
import { clueFixture } from '../testing/clue.fixture.ts';
import { ClueRecords } from './records.service.ts';

it('windows of those who may read a clue are told of every event, in its transaction, by its case alone', async () => {
  const told: unknown[] = [];
  const done = () => Promise.resolve();
  const records = new ClueRecords();
  Object.assign(records, {
    clock: { now: () => '2026-11-25T02:00:00.000Z' },
    store: { save: done, appendHistory: done },
    limits: { follow: done },
    outbox: { signal: done },
    trail: { record: done },
    notices: { changed: (on: unknown, subject: unknown) => Promise.resolve(told.push([on, subject])) },
  });
  const manager = {};
  const clue = clueFixture({ status: 'registered' });
  const begun = await records.write(manager as never, clue, {
    ...{ type: 'clue.screening-begun', payload: {}, actor: null },
  });
  await records.write(manager as never, begun, { type: 'clue.noted', payload: { text: '备注' }, actor: null });
  const subject = { caseId: clue.caseId, stage: 'screening', registeredBy: clue.registeredBy.postId };
  expect(told).toEqual([
    [manager, subject],
    [manager, subject],
  ]);
  expect(told[0]).toContain(manager);
});
