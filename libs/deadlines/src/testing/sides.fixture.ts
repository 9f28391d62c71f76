import { type Calendar, type ClockSnapshot, type FactEnvelope, sourceOf } from '@sup/contracts';
import { type Clock, newId } from '@sup/kernel';
import { type DataSource } from 'typeorm';
import { type ClockTable, shippedCalendar } from '../protocol/index.ts';
import { CalendarService } from '../service/calendar.service.ts';
import { ClocksService } from '../service/clocks.service.ts';
import { type ClockView } from '../service/clock.views.ts';

/** One agency's clocks on a database of its own. */
export interface Side {
  readonly agency: string;
  readonly dataSource: DataSource;
  readonly calendars: CalendarService;
  readonly clocks: ClocksService;
}

export function sideOf(agency: string, dataSource: DataSource, clock: Clock): Side {
  const calendars = new CalendarService(agency, dataSource, clock);
  const handlers = { expired: new Map(), reminder: new Map() };
  return { agency, dataSource, calendars, clocks: new ClocksService(agency, calendars, handlers) };
}

/** A fact as a spec tells it. */
export interface Given {
  readonly by: Side;
  readonly type: string;
  readonly at: string;
  readonly n?: number;
  readonly track?: 'move' | 'note';
  readonly seen?: number;
  readonly snapshots?: ClockSnapshot[];
  readonly more?: Record<string, unknown>;
}

export function factOf(recordId: string, given: Given): FactEnvelope {
  const { by, type, at, n = 1, track = 'move', seen, more = {} } = given;
  return {
    specversion: '1.0',
    id: newId(),
    source: sourceOf(by.agency),
    type,
    subject: recordId,
    time: at,
    datacontenttype: 'application/json',
    dataschema: `urn:sup:fact:${type}:v1`,
    track,
    n,
    ...(seen === undefined ? {} : { seenrevision: seen }),
    statedat: at,
    actingpost: 'clerk',
    recipients: [],
    data: more,
  };
}

/** How sides follow facts by a clock table whose result rule is PLC-EXPLAIN-15. */
export class Following {
  constructor(
    private readonly table: ClockTable,
    private readonly parties: Readonly<Record<string, string>>,
  ) {}

  snapshots(by: Side, recordId: string, factType: string, triggerAt: string): Promise<ClockSnapshot[]> {
    const { table, parties } = this;
    return by.dataSource.transaction((manager) =>
      by.clocks.snapshotsFor(manager, { table, factType, parties, triggerAt, recordId, ruleOf }),
    );
  }

  at(
    side: Side,
    recordId: string,
    fact: FactEnvelope,
    snapshots: readonly ClockSnapshot[] = [],
  ): Promise<readonly ClockView[]> {
    const { table } = this;
    const partyOf = (party: string) => this.parties[party] ?? null;
    return side.dataSource.transaction((manager) =>
      side.clocks.follow(manager, { table, recordId, capability: 'letters', fact, snapshots, partyOf, ruleOf }),
    );
  }

  /** The author makes the fact and every side follows it; what each of them sees, in the sides' order. */
  async act(sides: readonly Side[], recordId: string, given: Given): Promise<readonly (readonly ClockView[])[]> {
    const carried = given.snapshots ?? (await this.snapshots(given.by, recordId, given.type, given.at));
    const fact = factOf(recordId, given);
    return Promise.all(sides.map((side) => this.at(side, recordId, fact, carried)));
  }
}

const ruleOf = (rule: string): string => (rule === 'resultRuleId' ? 'PLC-EXPLAIN-15' : rule);

/** A calendar with a year more; its notice is made up. */
export const calendarWith2027: Calendar = {
  version: '2027.1',
  years: [
    ...shippedCalendar.years,
    {
      year: 2027,
      notice: 'a notice made up for this test',
      offDays: ['2027-01-01', '2027-01-11', '2027-05-01', '2027-05-02', '2027-10-01', '2027-10-02', '2027-10-03'].map(
        (on) => ({ on, name: '假' }),
      ),
      makeUpWorkdays: [],
    },
  ],
};

export function publish(side: Side, calendar: Calendar): ReturnType<CalendarService['publish']> {
  return side.dataSource.transaction((manager) => side.calendars.publish(manager, calendar));
}
