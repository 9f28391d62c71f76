import { exclusionCategories } from '@sup/access/protocol';
import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type ItemView } from '../api/meetings.views.ts';
import { useSay } from '../language/language.tsx';
import { meetingWords as words } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { Field } from '../parts/field.tsx';
import { type MeetingProps } from './meeting.props.ts';

interface RecuseFormProps extends MeetingProps {
  readonly item: ItemView;
  readonly onClose: () => void;
}

/** A member stands aside in one item, and knows nothing more of its case. */
export function RecuseForm({ item, view, command, onClose }: RecuseFormProps) {
  const say = useSay();
  const [asked, setAsked] = useState({ memberId: '', category: 'interest', reason: '' });
  const [tried, setTried] = useState(false);
  const free = view.members.filter(({ id }) => !item.recused.some(({ memberId }) => memberId === id));
  const submit = () => {
    setTried(true);
    if (!asked.memberId || asked.reason.trim() === '') return;
    void command('recuse', { itemId: item.id, ...asked, reason: asked.reason.trim() });
    onClose();
  };
  return (
    <Modal
      open
      title={say(words.recuse)}
      okText={say(words.recuse)}
      cancelText={say(shellWords.cancel)}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="form command-form">
        <Field label={say(words.member)} required error={tried && !asked.memberId ? say(words.needed) : undefined}>
          {(ids) => (
            <Select
              {...ids}
              options={free.map(({ id, name }) => ({ value: id, label: name }))}
              value={asked.memberId || undefined}
              onChange={(memberId: string) => setAsked({ ...asked, memberId })}
            />
          )}
        </Field>
        <Field label={say(words.category)} required>
          {(ids) => (
            <Select
              {...ids}
              options={Object.entries(exclusionCategories).map(([value, text]) => ({ value, label: say(text) }))}
              value={asked.category}
              onChange={(category: string) => setAsked({ ...asked, category })}
            />
          )}
        </Field>
        <Field label={say(words.reason)} required error={tried && !asked.reason.trim() ? say(words.needed) : undefined}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 2, maxRows: 6 }}
              maxLength={400}
              value={asked.reason}
              onChange={(event) => setAsked({ ...asked, reason: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
