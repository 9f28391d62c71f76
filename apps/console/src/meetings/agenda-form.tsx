import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useSay } from '../language/language.tsx';
import { meetingWords as words } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { CluePicker } from '../parts/clue-picker.tsx';
import { Field } from '../parts/field.tsx';
import { type MeetingProps } from './meeting.props.ts';

interface AgendaFormProps {
  readonly command: MeetingProps['command'];
  readonly onClose: () => void;
}

/** Puts a clue before the meeting with the question it is to decide. */
export function AgendaForm({ command, onClose }: AgendaFormProps) {
  const say = useSay();
  const [id, setId] = useState<string>();
  const [question, setQuestion] = useState('');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (!id) return;
    void command('agenda', { about: { kind: 'clue', id }, ...(question.trim() ? { question: question.trim() } : {}) });
    onClose();
  };
  return (
    <Modal
      open
      title={say(words.addItem)}
      okText={say(words.addItem)}
      cancelText={say(shellWords.cancel)}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="form command-form">
        <CluePicker
          label={words.about}
          hint={words.aboutHint}
          value={id}
          error={tried && !id ? say(words.needed) : undefined}
          onChange={setId}
        />
        <Field label={say(words.question)}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 2, maxRows: 6 }}
              maxLength={400}
              value={question}
              onChange={(event) => setQuestion(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
