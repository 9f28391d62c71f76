import { Button } from 'antd';
import { useState } from 'react';
import { listMeetings, type MeetingPage as Page } from '../api/meetings.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { useSay } from '../language/language.tsx';
import { meetingStatusWords, meetingWords as words } from '../language/meeting.words.ts';
import { registerWords } from '../language/register.words.ts';
import { Grid } from '../parts/grid.tsx';
import { Empty, Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';

/** The meetings of this agency that the person may know of, newest first. */
export function MeetingsPage() {
  const say = useSay();
  const { can } = useWorkplace();
  const first = useResource('meetings', () => listMeetings(null), 30_000);
  const [later, setLater] = useState<readonly Page[]>([]);
  const [problem, setProblem] = useState<ApiProblem>();
  const next = (later.at(-1) ?? first.value)?.next ?? null;
  const more = () =>
    void listMeetings(next).then(
      (page) => setLater((before) => [...before, page]),
      (cause: unknown) => setProblem(problemFrom(cause)),
    );
  return (
    <>
      <div className="page-head">
        <h1>{say(words.title)}</h1>
        <span className="hint">{say(words.sees)}</span>
        {can('meeting.keep') && (
          <Link className="button-link grow" to={{ page: 'meeting', id: null }}>
            {say(words.call)}
          </Link>
        )}
      </div>
      <section className="sheet">
        <Loaded resource={first}>
          {(value) => <Meetings items={[value, ...later].flatMap((page) => page.items)} />}
        </Loaded>
        {problem && <ProblemNote problem={problem} />}
        {next !== null && (
          <Button size="small" onClick={more}>
            {say(registerWords.more)}
          </Button>
        )}
      </section>
    </>
  );
}

function Meetings({ items }: { readonly items: Page['items'] }) {
  const say = useSay();
  if (items.length === 0) return <Empty title={say(words.none)} />;
  return (
    <Grid
      heads={[say(words.no), say(words.status), say(words.heldOn), say(words.place), say(words.items)]}
      rows={items.map((meeting) => ({
        key: meeting.id,
        cells: [
          <Link key="no" to={{ page: 'meeting', id: meeting.id }}>
            {meeting.meetingNo}
          </Link>,
          <span key="status" className={`status status-meeting-${meeting.status}`}>
            {say(meetingStatusWords[meeting.status])}
          </span>,
          meeting.heldOn,
          meeting.place,
          say(words.itemsCount, { count: meeting.items.length }),
        ],
      }))}
    />
  );
}
