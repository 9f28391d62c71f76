import { type Decision, type Meeting, type MeetingStatus } from '@sup/decisions/protocol';
import { call } from './http.ts';

export type { MeetingStatus };
export type Resolution = 'agreed' | 'not-agreed' | 'deferred';

/** A recorded decision. Cited by id and hash where a guard demands a collective decision. */
export type DecisionView = Omit<Decision, 'agency' | 'minutesHash'> & {
  readonly hash: string;
  readonly recordedAt: string;
};

/** What a meeting is asked about: a record of some capability. */
export interface About {
  readonly kind: string;
  readonly id: string;
}

/** Somebody named for a meeting: a name (of staff, if exactly one has it), or one of the agency's people. */
export type Attendee = string | { readonly personId: string };

export interface DecisionWanted {
  readonly about: About;
  readonly question?: string;
  readonly meeting: {
    readonly meetingNo?: string;
    readonly heldOn: string;
    readonly attendees: readonly Attendee[];
    readonly recused: readonly Attendee[];
    readonly absent: readonly Attendee[];
  };
  readonly resolution: Resolution;
  readonly text: string;
}

export interface ItemView {
  /** Place among the items the reader sees, from 1. */
  readonly n: number;
  /** Once concluded, the id of its decision. */
  readonly id: string;
  readonly about: Meeting['items'][number]['about'];
  readonly question: string;
  readonly recused: readonly { readonly memberId: string; readonly name: string; readonly category: string }[];
  readonly quorum: { readonly entitled: number; readonly present: number; readonly met: boolean };
  readonly minutes: string;
  readonly resolution: Resolution | null;
  readonly text: string;
  readonly dissent: readonly { readonly memberId: string; readonly name: string; readonly opinion: string }[];
}

/** A meeting as far as its reader may know of it: what is hidden is not counted either. */
export interface MeetingView {
  readonly id: string;
  readonly meetingNo: string;
  readonly body: string;
  readonly quorum: Meeting['quorum'];
  readonly status: MeetingStatus;
  readonly heldOn: string;
  readonly place: string;
  /** Id of the member who takes the chair. */
  readonly chair: string;
  readonly members: readonly (Meeting['members'][number] & { readonly present: boolean })[];
  readonly items: readonly ItemView[];
  readonly corrections: Meeting['corrections'];
  readonly cancelReason: string | null;
  readonly version: number;
  /** What this person may do now: agenda, recuse, convene, resolve, conclude … */
  readonly commands: readonly string[];
}

export interface MeetingPage {
  readonly items: readonly MeetingView[];
  readonly next: string | null;
}

export interface MeetingWanted {
  readonly meetingNo?: string;
  readonly heldOn: string;
  readonly place: string;
  readonly chair: Attendee;
  readonly members: readonly Attendee[];
}

export const decisionsAbout = (id: string) =>
  call<readonly DecisionView[]>('GET', `/api/decisions?${new URLSearchParams({ about: id })}`);
export const recordDecision = (wanted: DecisionWanted) => call<DecisionView>('POST', '/api/decisions', wanted);

export const listMeetings = (after: string | null) =>
  call<MeetingPage>('GET', `/api/meetings?${new URLSearchParams({ size: '50', ...(after ? { after } : {}) })}`);
export const readMeeting = (id: string) => call<MeetingView>('GET', `/api/meetings/${encodeURIComponent(id)}`);
export const callMeeting = (wanted: MeetingWanted) => call<MeetingView>('POST', '/api/meetings', wanted);
export const meetingCommand = (id: string, name: string, body: object) =>
  call<MeetingView>('POST', `/api/meetings/${encodeURIComponent(id)}/${name}`, body);
