import { type Bilingual } from '@sup/kernel';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useSay } from '../language/language.tsx';
import { meetingWords as words } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { Field } from '../parts/field.tsx';

interface TextFormProps {
  readonly title: Bilingual;
  readonly label: Bilingual;
  readonly onDone: (text: string) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Asks for one text. */
export function TextForm({ title, label, onDone, onClose }: TextFormProps) {
  const say = useSay();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (text.trim() === '') return;
    void onDone(text.trim());
    onClose();
  };
  return (
    <Modal
      open
      title={say(title)}
      okText={say(title)}
      cancelText={say(shellWords.close)}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="form command-form">
        <Field label={say(label)} required error={tried && text.trim() === '' ? say(words.needed) : undefined}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 3, maxRows: 10 }}
              maxLength={400}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
