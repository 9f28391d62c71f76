import { type AboutRecord, type Resolution } from '../protocol/index.ts';
import { type AttendeeGiven } from './roster.service.ts';

/** A meeting and what it decided about one record, entered at once. */
export interface DecisionRecord {
  readonly about: AboutRecord;
  /** What was asked; the record's title unless told otherwise. */
  readonly question?: string | undefined;
  readonly meeting: {
    /** Given by the system where the meeting brings none. */
    readonly meetingNo?: string | undefined;
    readonly heldOn: string;
    /** Code of the deciding body; the ordinary one unless told otherwise. */
    readonly body?: string | undefined;
    readonly place?: string | undefined;
    /** The first one present unless told otherwise. */
    readonly chair?: AttendeeGiven | undefined;
    readonly attendees: readonly AttendeeGiven[];
    readonly recused?: readonly AttendeeGiven[] | undefined;
    /** Members who were away: the quorum counts them among those entitled. */
    readonly absent?: readonly AttendeeGiven[] | undefined;
  };
  readonly resolution: Resolution;
  readonly text: string;
  readonly minutes?: string | undefined;
  readonly dissent?: readonly { readonly who: AttendeeGiven; readonly opinion: string }[] | undefined;
}
