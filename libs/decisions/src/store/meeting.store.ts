import { foldVariants } from '@sup/contracts';
import { type Meeting, type MeetingEvent } from '../protocol/index.ts';
import { type Queries, rows } from './queries.ts';

/** A meeting with the number of its last event; the number grows with every change. */
export interface StoredMeeting {
  readonly meeting: Meeting;
  readonly version: number;
}

/** Who did it, by pseudonym and seat, at which wall instant. */
export interface DoneBy {
  readonly personId: string;
  readonly actingPost: string;
  readonly at: string;
}

/** The next running number for a meeting that brings none. Numbers of meetings that failed are skipped. */
export async function nextMeetingNumber(on: Queries): Promise<string> {
  const [row] = await rows<{ n: string }>(on, "select nextval('decision_meeting_no')::text as n");
  return row!.n;
}

/** The form a meeting's number is compared in: width, blanks and kinds of brackets and dashes make no other meeting. */
export function numberKey(meetingNo: string): string {
  return foldVariants(meetingNo)
    .toLowerCase()
    .replace(/\s+/gu, '')
    .replace(/[\p{P}\p{S}]+/gu, '-');
}

/** A meeting with who called it (personId). */
export interface KeptMeeting extends StoredMeeting {
  readonly keptBy: string;
}

const columns = 'm.state as meeting, m.version, m.kept_by as "keptBy"';

export async function lockMeeting(on: Queries, id: string): Promise<KeptMeeting | null> {
  const found = await rows<KeptMeeting>(on, `select ${columns} from decision_meeting m where m.id = $1 for update`, [
    id,
  ]);
  return found[0] ?? null;
}

export async function meetingById(on: Queries, id: string): Promise<KeptMeeting | null> {
  const found = await rows<KeptMeeting>(on, `select ${columns} from decision_meeting m where m.id = $1`, [id]);
  return found[0] ?? null;
}

/** Meetings, the newest first, behind `after`. Says nothing of who may see them. */
export async function meetingsNear(
  on: Queries,
  of: { readonly after: string | undefined; readonly status: string | undefined; readonly size: number },
): Promise<KeptMeeting[]> {
  return rows<KeptMeeting>(
    on,
    `select ${columns} from decision_meeting m
     where ($1::uuid is null or m.id < $1) and ($2::text is null or m.status = $2) order by m.id desc limit $3`,
    [of.after ?? null, of.status ?? null, of.size],
  );
}

/** How many other meetings that were not cancelled have this case on their agenda. */
export async function otherMeetingsAbout(on: Queries, caseId: string, besides: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    on,
    `select count(*)::int as count from decision_item i join decision_meeting m on m.id = i.meeting_id
     where i.case_id = $1 and m.id <> $2 and m.status <> 'cancelled'`,
    [caseId, besides],
  );
  return row!.count;
}

/** The meetings of a body entered under this number. Two secretaries who enter one number at a time come one after the other. */
export async function lockNumbered(on: Queries, body: string, meetingNo: string): Promise<Meeting[]> {
  const key = numberKey(meetingNo);
  await on.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`meeting ${body} ${key}`]);
  const found = await rows<{ meeting: Meeting }>(
    on,
    `select state as meeting from decision_meeting where body = $1 and no_key = $2 and status <> 'cancelled' order by id`,
    [body, key],
  );
  return found.map(({ meeting }) => meeting);
}

/** Writes events and the state after them. `version` is the meeting's before; 0 for a new one. */
export async function saveMeeting(
  on: Queries,
  { meeting, version }: StoredMeeting,
  events: readonly MeetingEvent[],
  by: DoneBy,
): Promise<StoredMeeting> {
  const after = version + events.length;
  const state = JSON.stringify(meeting);
  if (version === 0) {
    await on.query(
      `insert into decision_meeting (id, body, meeting_no, no_key, status, held_on, version, state, kept_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[meeting.id, meeting.body, meeting.meetingNo, numberKey(meeting.meetingNo), meeting.status],
        ...[meeting.heldOn, after, state, by.personId, by.at],
      ],
    );
  } else {
    await on.query('update decision_meeting set status = $2, held_on = $3, version = $4, state = $5 where id = $1', [
      ...[meeting.id, meeting.status, meeting.heldOn, after, state],
    ]);
  }
  for (const [index, event] of events.entries()) {
    await on.query(
      `insert into decision_meeting_event (meeting_id, n, type, data, person_id, acting_post, at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [meeting.id, version + index + 1, event.type, JSON.stringify(event), by.personId, by.actingPost, by.at],
    );
  }
  await index(on, meeting, events);
  return { meeting, version: after };
}

async function index(on: Queries, meeting: Meeting, events: readonly MeetingEvent[]): Promise<void> {
  const staff = meeting.members.flatMap(({ personId }) => personId ?? []);
  await on.query(
    `insert into decision_meeting_member (meeting_id, person_id) select $1, unnest($2::uuid[]) on conflict do nothing`,
    [meeting.id, staff],
  );
  for (const event of events) {
    if (event.type === 'meeting.item-added') {
      const { id, about } = event.item;
      await on.query(
        `insert into decision_item (id, meeting_id, about_kind, about_id, case_id) values ($1, $2, $3, $4, $5)`,
        [id, meeting.id, about.kind, about.id.toLowerCase(), about.caseId],
      );
    }
    if (event.type === 'meeting.item-removed') {
      await on.query('delete from decision_item where id = $1', [event.itemId]);
    }
  }
}
