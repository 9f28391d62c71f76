import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { shippedCalendar } from '../protocol/index.ts';
import { CreateDeadlines20261201 } from '../store/migrations/20261201-create-deadlines.ts';
import { type Side, calendarWith2027, publish, sideOf } from '../testing/sides.fixture.ts';

let database: TestDatabase;
let sender: Side;
beforeAll(async () => {
  database = await testDatabase({ migrations: [CreateDeadlines20261201] });
  sender = sideOf('plc', database.dataSource, fixedClock('2026-03-02T01:00:00.000Z'));
});
afterAll(async () => {
  await database?.drop();
});

describe('home clocks', () => {
  it('run from a stated trigger, are met by hand, and are numbered within the record', async () => {
    const id = newId();
    await sender.dataSource.transaction(async (manager) => {
      const home = { recordId: id, capability: 'letters', ruleId: 'XF-NOTICE-15', debtor: 'plc', creditor: 'plc' };
      const first = await sender.clocks.startHome(manager, { ...home, triggerAt: '2026-09-16' });
      const second = await sender.clocks.startHome(manager, { ...home, triggerAt: '2026-09-17', n: 3 });
      expect([first.clockId, first.due.dueOn, second.clockId]).toEqual([
        'XF-NOTICE-15#1',
        '2026-10-08',
        'XF-NOTICE-15#2',
      ]);
      const stop = { at: '2026-10-08T02:00:00.000Z', byDebtor: true };
      expect(await sender.clocks.end(manager, id, 'XF-NOTICE-15#1', stop)).toMatchObject({ state: 'met' });
      await expect(sender.clocks.end(manager, id, 'XF-NOTICE-15#1', stop)).rejects.toThrow('CLOCK_STOPPED');
      await sender.clocks.endAll(manager, id, '2026-09-18T02:00:00.000Z');
      expect((await sender.clocks.of(manager, id)).map((clock) => clock.state)).toEqual(['met', 'void']);
    });
  });
  it('warn when an act comes before its earliest day', async () => {
    const id = newId();
    await sender.dataSource.transaction(async (manager) => {
      const home = { recordId: id, capability: 'letters', debtor: 'plc', creditor: 'plc' };
      await sender.clocks.startHome(manager, { ...home, ruleId: 'CT-ZHONGBEN-3M', triggerAt: '2026-03-02' });
      const stop = { at: '2026-05-20T02:00:00.000Z', byDebtor: true };
      const seen = await sender.clocks.end(manager, id, 'CT-ZHONGBEN-3M#1', stop);
      expect(seen).toMatchObject({ state: 'met', early: true, overdueRungs: [] });
    });
  });
});

describe('a new calendar', () => {
  const next = calendarWith2027;

  it('is refused when it is older, takes a version, loses a year or bears no proper version; twice the same changes nothing', async () => {
    expect(await publish(sender, next)).toEqual([]);
    expect(await publish(sender, next)).toEqual([]);
    await expect(publish(sender, { ...next, years: [...next.years].reverse() })).rejects.toThrow(
      'CALENDAR_VERSION_TAKEN',
    );
    await expect(publish(sender, { ...shippedCalendar, version: '2026.2' })).rejects.toThrow('CALENDAR_OLDER');
    await expect(publish(sender, { version: '2027.2', years: next.years.slice(1) })).rejects.toThrow(
      'CALENDAR_YEAR_LOST',
    );
    await expect(publish(sender, { ...next, version: 'v9' })).rejects.toThrow('CALENDAR_VERSION_UNFIT');
    await expect(
      publish(sender, { ...next, version: '2027.2', years: [...next.years, next.years[0]!] }),
    ).rejects.toThrow('CALENDAR_INVALID');
  });
  it('is what every instance counts by, once it has looked again', async () => {
    await sender.calendars.refresh();
    expect(sender.calendars.current()).toEqual(next);
    await sender.dataSource.transaction(async (manager) => {
      const home = { recordId: newId(), capability: 'letters', debtor: 'plc', creditor: 'plc' };
      const due = { ruleId: 'PLC-PLAN-10W', triggerAt: '2026-12-28' };
      const clock = await sender.clocks.startHome(manager, { ...home, ...due });
      expect(clock.due).toMatchObject({ dueOn: '2027-01-13', provisional: false, calendarVersion: '2027.1' });
    });
  });
});
