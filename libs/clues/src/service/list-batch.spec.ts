import { describe, expect, it } from '@jest/globals';
import { DomainError, newId } from '@sup/kernel';
import { actorFixture } from '../testing/actors.fixture.ts';
import { clueAbsent } from './clue.errors.ts';
import { type CluesService } from './commands.service.ts';
import { ClueBatches } from './list-batch.service.ts';

describe('CON-01: one command on several ticked clues', () => {
  const [open, gone, moved, broken] = [newId(), newId(), newId(), newId()] as [string, string, string, string];
  const asked: string[] = [];
  const command = (_name: string, { id }: { id: string }) => {
    asked.push(id);
    if (id === gone) return Promise.reject(clueAbsent());
    if (id === moved) return Promise.reject(new DomainError('CLUE_CHANGED', 'conflict', { zh: '已变', en: 'Changed' }));
    if (id === broken) return Promise.reject(new Error('the database is gone'));
    return Promise.resolve({ referralId: 'r' });
  };
  const batches = new ClueBatches({ command } as unknown as CluesService);
  const head = actorFixture('head');

  it('answers for each, in order: done, gone, changed meanwhile; one refusal stops no other', async () => {
    const items = [{ id: moved, expectedVersion: 1 }, { id: gone }, { id: open }, { id: open }];
    const rows = await batches.run({ command: 'begin-screening', items, body: {} }, head);
    expect(rows).toMatchObject([
      { id: moved, outcome: 'refused', code: 'CLUE_CHANGED', zh: '已变', en: 'Changed' },
      { id: gone, outcome: 'absent', code: 'CLUE_ABSENT' },
      { id: open, outcome: 'done', code: null, made: { referralId: 'r' } },
    ]);
    expect(asked).toEqual([moved, gone, open]);
  });

  it('refuses a body that the command does not take, row by row, and hides no fault of the program', async () => {
    const rows = await batches.run({ command: 'begin-screening', items: [{ id: open }], body: { verdict: 'x' } }, head);
    expect(rows).toMatchObject([{ outcome: 'refused', code: 'INPUT_INVALID' }]);
    await expect(batches.run({ command: 'accept', items: [{ id: broken }], body: {} }, head)).rejects.toThrow(
      'database',
    );
  });
});
