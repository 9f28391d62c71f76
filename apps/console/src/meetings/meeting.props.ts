import { type MeetingView } from '../api/meetings.views.ts';

export interface MeetingProps {
  readonly view: MeetingView;
  /** Gives a command to the service; answers whether it was taken. A refusal is shown on the page. */
  readonly command: (name: string, body: object) => Promise<boolean>;
}
