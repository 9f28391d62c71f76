import { App, Button } from 'antd';
import { useState } from 'react';
import { meetingCommand, type MeetingView, readMeeting } from '../api/meetings.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { announce } from '../api/notices.ts';
import { useSay } from '../language/language.tsx';
import { meetingStatusWords, meetingWords as words } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { Link } from '../route/router.tsx';
import { Agenda } from './agenda.tsx';
import { Attendance } from './attendance.tsx';
import { CallForm } from './call-form.tsx';
import { type MeetingProps } from './meeting.props.ts';
import { TextForm } from './text-form.tsx';

/** One meeting, or the form that calls one. */
export function MeetingPage({ id }: { readonly id: string | null }) {
  return id === null ? <CallForm /> : <Existing id={id} />;
}

function Existing({ id }: { readonly id: string }) {
  const meeting = useResource(`meeting:${id}`, () => readMeeting(id), 15_000);
  return <Loaded resource={meeting}>{(view) => <Meeting view={view} onChange={meeting.put} />}</Loaded>;
}

function Meeting({ view, onChange }: { readonly view: MeetingView; readonly onChange: (view: MeetingView) => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const [problem, setProblem] = useState<ApiProblem>();
  const command = async (name: string, body: object) => {
    setProblem(undefined);
    try {
      onChange(await meetingCommand(view.id, name, { ...body, expectedVersion: view.version }));
      announce();
      void message.success(say(words.done));
      return true;
    } catch (cause) {
      setProblem(problemFrom(cause));
      window.scrollTo(0, 0);
      return false;
    }
  };
  return (
    <>
      <Head view={view} />
      {problem && <ProblemNote problem={problem} />}
      <Commands view={view} command={command} />
      <div className="record">
        <div className="record-main">
          <Agenda view={view} command={command} />
        </div>
        <aside className="record-aside">
          <Attendance view={view} command={command} />
        </aside>
      </div>
    </>
  );
}

function Head({ view }: { readonly view: MeetingView }) {
  const say = useSay();
  return (
    <div className="record-head">
      <p className="crumbs">
        <Link to={{ page: 'meetings' }}>{say(shellWords.meetings)}</Link> <span aria-hidden>›</span> {view.meetingNo}
      </p>
      <h1>{view.meetingNo}</h1>
      <p className="record-stand">
        <span className={`status status-meeting-${view.status}`}>{say(meetingStatusWords[view.status])}</span>
        <span>{view.heldOn}</span>
        <span>{view.place}</span>
        {view.cancelReason && <span className="hint">{view.cancelReason}</span>}
      </p>
    </div>
  );
}

/** Concluding and cancelling; what concerns one item or one member stands beside it. */
function Commands({ view, command }: MeetingProps) {
  const say = useSay();
  const { modal } = App.useApp();
  const [asking, setAsking] = useState<'cancel' | 'correct'>();
  const may = (name: string) => view.commands.includes(name);
  const conclude = () =>
    void modal.confirm({
      title: say(words.conclude),
      content: say(words.concludeAsk),
      okText: say(words.conclude),
      cancelText: say(shellWords.cancel),
      onOk: () => command('conclude', {}),
    });
  if (!['conclude', 'cancel', 'correct'].some(may)) return <div className="command-bar" />;
  return (
    <div className="command-bar actions" role="group">
      {may('conclude') && (
        <Button type="primary" onClick={conclude}>
          {say(words.conclude)}
        </Button>
      )}
      {may('correct') && <Button onClick={() => setAsking('correct')}>{say(words.correct)}</Button>}
      {may('cancel') && (
        <Button danger onClick={() => setAsking('cancel')}>
          {say(words.cancel)}
        </Button>
      )}
      {asking && (
        <TextForm
          title={asking === 'cancel' ? words.cancel : words.correct}
          label={asking === 'cancel' ? words.cancelReason : words.text}
          onClose={() => setAsking(undefined)}
          onDone={(text) => command(asking, asking === 'cancel' ? { reason: text } : { text })}
        />
      )}
    </div>
  );
}
