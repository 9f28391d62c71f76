import { type Bilingual } from '@sup/kernel';
import { type ClockView, type HomeStatus, type Party, type SharedStatus } from '../api/referrals.views.ts';
import { dueWords as words } from '../language/due.words.ts';
import { useSay } from '../language/language.tsx';
import { homeStatusWords, statusWords } from '../language/referral.words.ts';
import { type DueState, dueState, shanghaiTime } from '../time/due.ts';

/** What a due state says, and its one-letter mark for those who do not see colour. */
export function dueText(state: DueState): {
  readonly text: Bilingual;
  readonly values: Record<string, number>;
  readonly mark: string;
} {
  switch (state.kind) {
    case 'met':
      return { text: words.met, values: {}, mark: '✓' };
    case 'late':
      return { text: words.late, values: {}, mark: '!' };
    case 'void':
      return { text: words.void, values: {}, mark: '–' };
    case 'paused':
      return { text: words.paused, values: {}, mark: '‖' };
    case 'today':
      return { text: words.today, values: {}, mark: '●' };
    case 'running':
      return { text: state.days === 1 ? words.oneDay : words.running, values: { days: state.days }, mark: '○' };
    case 'overdue':
      return { text: state.days === 1 ? words.overdueOne : words.overdue, values: { days: state.days }, mark: '▲' };
    case 'running-hours':
      return { text: words.runningHours, values: { hours: state.hours }, mark: '○' };
    case 'overdue-hours':
      return { text: words.overdueHours, values: { hours: state.hours }, mark: '▲' };
  }
}

const tones: Readonly<Record<DueState['kind'], string>> = {
  met: 'good',
  late: 'bad',
  void: 'quiet',
  paused: 'quiet',
  today: 'warn',
  running: 'plain',
  overdue: 'bad',
  'running-hours': 'plain',
  'overdue-hours': 'bad',
};

/** How a clock stands, in words with a mark; three days or fewer are a warning. */
export function DueMark({ clock, now }: { readonly clock: Pick<ClockView, 'state' | 'due'>; readonly now: string }) {
  const say = useSay();
  const state = dueState(clock, now);
  const { text, values, mark } = dueText(state);
  const soon = state.kind === 'running' && state.days <= 3;
  return (
    <span className={`due due-${soon ? 'warn' : tones[state.kind]}`}>
      <span aria-hidden>{mark}</span> {say(text, values)}
    </span>
  );
}

/** The due date itself: a day for day rules, an instant for hour rules, with the mark 暂定 where it is provisional. */
export function DueDate({ clock }: { readonly clock: Pick<ClockView, 'due'> }) {
  const say = useSay();
  const { due } = clock;
  const text = due.dueOn ?? shanghaiTime(due.dueAt);
  return (
    <span className="due-date">
      <time dateTime={due.dueOn ?? due.dueAt}>{text}</time>
      {due.provisional && (
        <abbr className="provisional" title={say(words.provisionalWhy)}>
          {say(words.provisional)}
        </abbr>
      )}
    </span>
  );
}

export function StatusMark({
  status,
  homeStatus,
}: {
  readonly party?: Party;
  readonly status: SharedStatus | null;
  readonly homeStatus: HomeStatus | null;
}) {
  const say = useSay();
  const text = status ? statusWords[status] : homeStatus ? homeStatusWords[homeStatus] : undefined;
  return <span className={`status status-${status ?? homeStatus ?? ''}`}>{text ? say(text) : '—'}</span>;
}
