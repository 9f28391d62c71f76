import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type FixedClock, type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { CreateDeadlines20261201 } from '../store/migrations/20261201-create-deadlines.ts';
import { BusinessClock } from './business-clock.service.ts';
import { CalendarService } from './calendar.service.ts';
import { ClocksService } from './clocks.service.ts';
import { DeadlineTimer } from './deadline-timer.service.ts';
import { type ExpiredClock, type Handlers } from './handlers.ts';

const root = resolve(import.meta.dirname, '../../../..');
const agency = 'plc';
const children: ChildProcess[] = [];
let database: TestDatabase;
let wall: FixedClock;
beforeAll(async () => {
  database = await testDatabase({ migrations: [CreateDeadlines20261201] });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database?.drop();
});
beforeEach(async () => {
  wall = fixedClock('2026-08-03T01:00:00.000Z');
  for (const table of ['clock', 'overdue', 'reminder']) await query(`delete from deadline_${table}`);
  await query('update business_clock set offset_ms = 0, set_at = null');
});

const query = (sql: string) => database.dataSource.manager.query<Record<string, unknown>[]>(sql);

function instance(adjustable = true) {
  const handlers: Handlers = { expired: new Map(), reminder: new Map() };
  const clock = new BusinessClock(database.dataSource, adjustable, wall);
  const calendars = new CalendarService(agency, database.dataSource, clock);
  const clocks = new ClocksService(agency, calendars, handlers);
  const failures: unknown[] = [];
  const settings = { agency, onFailure: ({ cause }: { cause: unknown }) => void failures.push(cause) };
  const timer = new DeadlineTimer(settings, database.dataSource, { clock, calendars, handlers });
  return { clock, calendars, clocks, timer, failures };
}

/** Starts PLC-ACK-3W (due on 6 August) or another rule on 3 August 2026. */
async function start(
  made: ReturnType<typeof instance>,
  parties: { debtor: string; creditor: string },
  ruleId = 'PLC-ACK-3W',
) {
  const recordId = newId();
  await database.dataSource.transaction((manager) =>
    made.clocks.startHome(manager, { recordId, capability: 'letters', ruleId, triggerAt: '2026-08-03', ...parties }),
  );
  return recordId;
}

describe('the business clock', () => {
  it('moves forward for every instance, and wall time does not', async () => {
    const [one, other] = [instance(), instance()];
    expect(await one.clock.set('2026-08-10T00:00:00+08:00')).toBe('2026-08-09T16:00:00.000Z');
    wall.advance(5_000);
    await other.clock.refresh();
    expect(other.clock.now()).toBe('2026-08-09T16:00:05.000Z');
    expect(wall.now()).toBe('2026-08-03T01:00:05.000Z');
  });
  it('goes anywhere while no record has a clock: a demonstration begins in the past', async () => {
    const made = instance();
    expect(await made.clock.set('2026-01-19T01:00:00.000Z')).toBe('2026-01-19T01:00:00.000Z');
  });
  it('refuses to go back, a text that is no instant, and to be set where it is wall time', async () => {
    const made = instance();
    await start(made, { debtor: agency, creditor: 'police-c' });
    await made.clock.set('2026-08-10T00:00:00.000Z');
    await expect(made.clock.set('2026-08-09T23:59:59.999Z')).rejects.toThrow('CLOCK_BACKWARDS');
    await expect(made.clock.set('tomorrow')).rejects.toThrow('INSTANT_INVALID');
    await expect(instance(false).clock.set('2026-09-01T00:00:00.000Z')).rejects.toThrow('CLOCK_NOT_ADJUSTABLE');
    expect(made.clock.now()).toBe('2026-08-10T00:00:00.000Z');
  });
  it('stays wall time in a service that must not be adjusted, whatever lies in the table', async () => {
    await instance().clock.set('2026-08-10T00:00:00.000Z');
    const strict = instance(false);
    await strict.clock.refresh();
    expect(strict.clock.now()).toBe(wall.now());
  });
  it('knows the wall instant at which business time passed a due time, also one that was jumped over', async () => {
    const { clock } = instance();
    await clock.set('2026-08-10T01:00:00.000Z');
    expect(clock.wallOf('2026-08-06T16:00:00.000Z')).toBe('2026-08-03T01:00:00.000Z');
    expect(clock.wallOf('2026-08-10T01:00:07.000Z')).toBe('2026-08-03T01:00:07.000Z');
  });
});

describe('a clock past its term', () => {
  it('calls the waiting party once per rung, in the ladder’s order, however often the timer runs', async () => {
    const made = instance();
    const called: string[] = [];
    made.clocks.onExpired('letters', (clock: ExpiredClock, rung) => {
      called.push(`${clock.party} ${rung} ${clock.unreachable}`);
      return Promise.resolve();
    });
    const id = await start(made, { debtor: 'police-c', creditor: agency });
    await made.timer.runNow();
    expect(called).toEqual([]);
    await made.clock.set('2026-08-06T15:59:59.999Z');
    await made.timer.runNow();
    expect(called).toEqual([]);
    await made.clock.set('2026-08-06T16:00:00.000Z');
    await made.timer.runNow();
    await made.timer.runNow();
    await instance().timer.runNow();
    expect(called).toEqual(['creditor 1 false']);
    expect(await made.clocks.of(database.dataSource.manager, id)).toMatchObject([
      { state: 'running', overdueRungs: [1] },
    ]);
    await made.clock.set('2026-08-11T16:00:00.000Z');
    await made.timer.runNow();
    expect(called).toEqual(['creditor 1 false', 'creditor 2 false']);
    await made.clock.set('2026-10-20T00:00:00.000Z');
    await made.timer.runNow();
    await made.timer.runNow();
    expect(called).toEqual([1, 2, 3, 4].map((rung) => `creditor ${rung} false`));
  });

  it('is not held against a debtor whose link is silent until one more working day has passed', async () => {
    const made = instance();
    const called: string[] = [];
    let heard = false;
    const expired = (clock: ExpiredClock, rung: number) => {
      called.push(`${clock.recordId} ${rung} ${clock.unreachable}`);
      return Promise.resolve();
    };
    made.clocks.onExpired('letters', expired, { mayAccuse: (clock) => heard && clock.debtor === 'police-c' });
    const [one, other] = [
      await start(made, { debtor: 'police-c', creditor: agency }),
      await start(made, { debtor: 'court', creditor: agency }),
    ];
    await made.clock.set('2026-08-07T02:00:00.000Z');
    await made.timer.runNow();
    expect(called).toEqual([]);
    heard = true;
    await made.timer.runNow();
    expect(called).toEqual([`${one} 1 false`]);
    await made.clock.set('2026-08-07T16:00:00.000Z');
    await made.timer.runNow();
    expect(called).toEqual([`${one} 1 false`, `${other} 1 true`]);
  });

  it('tells the debtor’s own service once, for acts that silence makes', async () => {
    const made = instance();
    const called: string[] = [];
    made.clocks.onExpired('letters', async (clock, rung, manager) => {
      called.push(`${clock.party} ${rung}`);
      await made.clocks.end(manager, clock.recordId, clock.clockId, { at: made.clock.now(), byDebtor: true });
    });
    const id = await start(made, { debtor: agency, creditor: 'police-c' }, 'XF-OBJECT-5W');
    await made.clock.set('2026-08-20T00:00:00.000Z');
    await made.timer.runNow();
    await made.timer.runNow();
    expect(called).toEqual(['debtor 0']);
    expect(await made.clocks.of(database.dataSource.manager, id)).toMatchObject([{ state: 'late', overdueRungs: [] }]);
  });

  it('loses its mark when the handler fails, stops no other clock, and is tried again', async () => {
    const made = instance();
    const called: string[] = [];
    let broken = true;
    const [bad, good] = [
      await start(made, { debtor: 'police-c', creditor: agency }),
      await start(made, { debtor: 'police-c', creditor: agency }),
    ];
    made.clocks.onExpired('letters', (clock) => {
      if (broken && clock.recordId === bad) return Promise.reject(new Error('broken on purpose'));
      called.push(clock.recordId);
      return Promise.resolve();
    });
    await made.clock.set('2026-08-07T02:00:00.000Z');
    await made.timer.runNow();
    expect([called, made.failures.length]).toEqual([[good], 1]);
    expect(await query('select * from deadline_overdue')).toHaveLength(1);
    broken = false;
    await made.timer.runNow();
    expect(called).toEqual([good, bad]);
  });

  it('is never an earliest date', async () => {
    const made = instance();
    const called: string[] = [];
    made.clocks.onExpired('letters', (clock) => {
      called.push(clock.clockId);
      return Promise.resolve();
    });
    await start(made, { debtor: agency, creditor: agency }, 'CT-ZHONGBEN-3M');
    await made.clock.set('2027-08-07T02:00:00.000Z');
    await made.timer.runNow();
    expect(called).toEqual([]);
  });
});

describe('reminders', () => {
  it('come to the debtor at half time, three and one days before, each once; what was slept through is not made up', async () => {
    const made = instance();
    const given: string[] = [];
    made.clocks.onReminder('letters', (clock, reminder) => {
      given.push(`${reminder.kind} ${reminder.on}`);
      return Promise.resolve();
    });
    await start(made, { debtor: agency, creditor: 'police-c' }, 'PLC-PLAN-10W');
    await start(made, { debtor: 'police-c', creditor: agency }, 'PLC-PLAN-10W');
    for (const now of ['2026-08-10T00:59:59.999Z', '2026-08-10T01:00:00.000Z', '2026-08-10T05:00:00.000Z']) {
      await made.clock.set(now);
      await made.timer.runNow();
    }
    expect(given).toEqual(['HALF 2026-08-10']);
    await made.clock.set('2026-08-14T02:00:00.000Z');
    await made.timer.runNow();
    expect(given).toEqual(['HALF 2026-08-10', 'T-1 2026-08-14']);
  });

  it('are 40 for 40 records due tomorrow, with three replicas of which one is killed half way (REF-15)', async () => {
    const made = instance();
    for (let index = 0; index < 40; index += 1) await start(made, { debtor: agency, creditor: 'police-c' });
    await query('create table if not exists given (record_id text)');
    await query('delete from given');
    const replicas = [1, 2, 3].map(() => replica(database.url));
    await Promise.all(replicas.map((one) => one.ready));
    const first = await Promise.race(replicas.map((one, index) => one.gave(5).then(() => index)));
    replicas[first]!.child.kill('SIGKILL');
    await once(replicas[first]!.child, 'exit');
    const left = replicas.filter((_, index) => index !== first);
    const sum = async () => Number((await query('select count(*) as n from deadline_reminder'))[0]!['n']);
    while ((await sum()) < 40) await new Promise((done) => setTimeout(done, 50));
    for (const one of left) {
      one.child.kill('SIGTERM');
      await once(one.child, 'exit');
    }
    const again = replica(database.url);
    await again.ready;
    await again.idle;
    again.child.kill('SIGTERM');
    await once(again.child, 'exit');
    const reminders = await query('select kind, due_date, count(*)::int as n from deadline_reminder group by 1, 2');
    expect(reminders).toEqual([{ kind: 'T-1', due_date: '2026-08-06', n: 40 }]);
    const effects = await query('select count(*)::int as n, count(distinct record_id)::int as records from given');
    expect(effects).toEqual([{ n: 40, records: 40 }]);
  }, 60_000);
});

/** A replica in a process of its own: its business clock stands on the morning before the due date. It prints what it gives. */
function replica(url: string) {
  const text = `
    import { DataSource } from 'typeorm';
    import { BusinessClock } from './libs/deadlines/src/service/business-clock.service.ts';
    import { CalendarService } from './libs/deadlines/src/service/calendar.service.ts';
    import { DeadlineTimer } from './libs/deadlines/src/service/deadline-timer.service.ts';
    const dataSource = await new DataSource({ type: 'postgres', url: ${JSON.stringify(url)}, extra: { max: 2 } }).initialize();
    const clock = new BusinessClock(dataSource, false, { now: () => '2026-08-05T01:00:00.000Z' });
    const calendars = new CalendarService('plc', dataSource, clock);
    const remind = async (record, reminder, manager) => {
      await manager.query('insert into given values ($1)', [record.recordId]);
      console.log('gave');
      await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const handlers = { expired: new Map(), reminder: new Map([['letters', remind]]) };
    const onFailure = ({ cause }) => console.error(cause);
    const timer = new DeadlineTimer({ agency: 'plc', onFailure }, dataSource, { clock, calendars, handlers });
    process.on('SIGTERM', () => void timer.stop().then(() => process.exit(0)));
    console.log('ready');
    await timer.runNow();
    console.log('idle');
    timer.start();
    setInterval(() => undefined, 1_000);`;
  const node = resolve(root, 'node_modules/.bin/node');
  const child = spawn(node, ['--input-type=module', '--no-warnings', '-e', text], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  const waiting: { line: string; n: number; resolve: () => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const one of waiting) if (lines.filter((each) => each === one.line).length >= one.n) one.resolve();
  });
  const seen = (line: string, n: number) =>
    new Promise<void>((done) => {
      if (lines.filter((each) => each === line).length >= n) done();
      else waiting.push({ line, n, resolve: done });
    });
  const count = () => lines.filter((line) => line === 'gave').length;
  return {
    child,
    ready: seen('ready', 1),
    idle: seen('idle', 1),
    /** When it has given `more` further reminders. */
    gave: (more: number) => seen('gave', count() + more),
  };
}
