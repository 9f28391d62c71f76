import { describe, expect, it } from '@jest/globals';
import { type EntityManager } from 'typeorm';
import { actorFixture } from '../testing/actors.fixture.ts';
import { draftClueSchema } from './clue.requests.ts';
import { ClueIntake } from './intake.service.ts';

describe('a draft in the transaction of an imported list', () => {
  it('bears no mark of a state secret: it is refused before anything is written', async () => {
    const intake = new ClueIntake();
    Object.assign(intake, { records: { now: () => '2026-11-25T02:00:00.000Z' } });
    const given = draftClueSchema.parse({
      ...{ title: '窗口问题', channel: 'COMPLAINT', receivedAt: '2026-11-02T01:00:00Z', facts: '机密★ 会议记录' },
      subject: { agency: 'unit', office: null, persons: [] },
    });
    // No database: whatever were written would break.
    const stored = intake.createIn({} as EntityManager, given, actorFixture('clerk'), { register: false });
    await expect(stored).rejects.toMatchObject({ code: 'CLASSIFICATION_TOO_HIGH' });
  });
});
