import { Input } from 'antd';
import { useSay } from '../language/language.tsx';
import { meetingWords as words } from '../language/meeting.words.ts';
import { Field } from '../parts/field.tsx';

interface NoAndDay {
  readonly meetingNo: string;
  readonly heldOn: string;
}

interface MeetingNoAndDayProps {
  readonly value: NoAndDay;
  readonly onChange: (part: Partial<NoAndDay>) => void;
}

/** What names a meeting: its number, left empty to be given one, and its day. */
export function MeetingNoAndDay({ value, onChange }: MeetingNoAndDayProps) {
  const say = useSay();
  return (
    <>
      <Field label={say(words.no)} hint={say(words.noHint)}>
        {(ids) => (
          <Input
            {...ids}
            maxLength={60}
            value={value.meetingNo}
            onChange={(event) => onChange({ meetingNo: event.target.value })}
          />
        )}
      </Field>
      <Field label={say(words.heldOn)} required>
        {(ids) => (
          <Input
            {...ids}
            type="date"
            value={value.heldOn}
            onChange={(event) => onChange({ heldOn: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
