import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { type About, type DecisionView, recordDecision, type Resolution } from '../api/meetings.views.ts';
import { useSay } from '../language/language.tsx';
import { meetingWords as words, resolutionWords } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { shanghaiTime } from '../time/due.ts';
import { MeetingNoAndDay } from './meeting-no-and-day.tsx';
import { NamesField } from './names-field.tsx';

interface DecisionRecordProps {
  readonly about: About;
  readonly title: string;
  readonly onDone: (decision: DecisionView) => void;
  readonly onClose: () => void;
}

interface Entered {
  readonly meetingNo: string;
  readonly heldOn: string;
  readonly attendees: readonly string[];
  readonly recused: readonly string[];
  readonly absent: readonly string[];
  readonly resolution: Resolution;
  readonly text: string;
}

/** A meeting that was held and its decision about one record, entered at once from the minutes. */
export function DecisionRecordForm({ about, title, onDone, onClose }: DecisionRecordProps) {
  const say = useSay();
  const { now } = useWorkplace();
  const [entered, setEntered] = useState<Entered>(() => ({
    ...{ meetingNo: '', heldOn: shanghaiTime(now).slice(0, 10), attendees: [], recused: [], absent: [] },
    ...{ resolution: 'agreed', text: '' },
  }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const put = (part: Partial<Entered>) => setEntered((before) => ({ ...before, ...part }));
  const isMissing = { attendees: entered.attendees.length === 0, text: entered.text.trim() === '' };
  const errorOf = (field: keyof typeof isMissing) => (tried && isMissing[field] ? say(words.needed) : undefined);

  const submit = () => {
    setTried(true);
    if (isMissing.attendees || isMissing.text) return;
    setBusy(true);
    setProblem(undefined);
    const { meetingNo, heldOn, attendees, recused, absent, resolution, text } = entered;
    recordDecision({
      about,
      question: title,
      meeting: { ...(meetingNo.trim() ? { meetingNo: meetingNo.trim() } : {}), heldOn, attendees, recused, absent },
      resolution,
      text: text.trim(),
    }).then(onDone, (cause: unknown) => {
      setProblem(problemFrom(cause));
      setBusy(false);
    });
  };

  return (
    <Modal
      open
      width={600}
      title={say(words.record)}
      okText={say(busy ? words.saving : words.record)}
      cancelText={say(shellWords.cancel)}
      okButtonProps={{ disabled: busy }}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={() => !busy && onClose()}
    >
      <div className="form command-form">
        <p className="consequence">{say(words.recordThen)}</p>
        {problem && <ProblemNote problem={problem} />}
        <MeetingFacts entered={entered} put={put} attendeesError={errorOf('attendees')} />
        <Field label={say(words.resolution)} required>
          {(ids) => (
            <Select
              {...ids}
              options={Object.entries(resolutionWords).map(([value, text]) => ({ value, label: say(text) }))}
              value={entered.resolution}
              onChange={(resolution: Resolution) => put({ resolution })}
            />
          )}
        </Field>
        <Field label={say(words.text)} required error={errorOf('text')}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 3, maxRows: 10 }}
              maxLength={5_000}
              value={entered.text}
              onChange={(event) => put({ text: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}

interface MeetingFactsProps {
  readonly entered: Entered;
  readonly put: (part: Partial<Entered>) => void;
  readonly attendeesError: string | undefined;
}

function MeetingFacts({ entered, put, attendeesError }: MeetingFactsProps) {
  return (
    <>
      <div className="form-pair">
        <MeetingNoAndDay value={entered} onChange={put} />
      </div>
      <NamesField
        label={words.attendees}
        hint={words.membersHint}
        required
        error={attendeesError}
        value={entered.attendees}
        onChange={(attendees) => put({ attendees })}
      />
      <NamesField label={words.recusedNames} value={entered.recused} onChange={(recused) => put({ recused })} />
      <NamesField label={words.absentNames} value={entered.absent} onChange={(absent) => put({ absent })} />
    </>
  );
}
