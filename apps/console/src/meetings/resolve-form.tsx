import { Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type ItemView, type Resolution } from '../api/meetings.views.ts';
import { useSay } from '../language/language.tsx';
import { meetingWords as words, resolutionWords } from '../language/meeting.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { Field, Group } from '../parts/field.tsx';
import { type MeetingProps } from './meeting.props.ts';

interface ResolveFormProps extends MeetingProps {
  readonly item: ItemView;
  readonly onClose: () => void;
}

/** What the meeting resolved on one item, with its minutes and whoever dissented. */
export function ResolveForm({ item, view, command, onClose }: ResolveFormProps) {
  const say = useSay();
  const [resolution, setResolution] = useState<Resolution>(item.resolution ?? 'agreed');
  const [text, setText] = useState(item.text);
  const [minutes, setMinutes] = useState(item.minutes);
  const [dissent, setDissent] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(item.dissent.map(({ memberId, opinion }) => [memberId, opinion])),
  );
  const [tried, setTried] = useState(false);
  const voting = view.members.filter(
    ({ id, present }) => present && !item.recused.some(({ memberId }) => memberId === id),
  );
  const silent = Object.values(dissent).some((opinion) => opinion.trim() === '');
  const submit = () => {
    setTried(true);
    if (text.trim() === '' || silent) return;
    const opinions = Object.entries(dissent).map(([memberId, opinion]) => ({ memberId, opinion: opinion.trim() }));
    void command('resolve', {
      itemId: item.id,
      resolution,
      text: text.trim(),
      minutes: minutes.trim(),
      dissent: opinions,
    });
    onClose();
  };
  return (
    <Modal
      open
      width={640}
      title={say(words.resolve)}
      okText={say(words.resolve)}
      cancelText={say(shellWords.cancel)}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="form command-form">
        <p className="consequence">{item.question}</p>
        <Field label={say(words.resolution)} required>
          {(ids) => (
            <Select
              {...ids}
              options={Object.entries(resolutionWords).map(([value, label]) => ({ value, label: say(label) }))}
              value={resolution}
              onChange={(chosen: Resolution) => setResolution(chosen)}
            />
          )}
        </Field>
        <Field label={say(words.text)} required error={tried && text.trim() === '' ? say(words.needed) : undefined}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={5_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field label={say(words.minutes)}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              autoSize={{ minRows: 3, maxRows: 12 }}
              maxLength={20_000}
              value={minutes}
              onChange={(event) => setMinutes(event.target.value)}
            />
          )}
        </Field>
        <DissentField voting={voting} dissent={dissent} fault={tried && silent} onChange={setDissent} />
      </div>
    </Modal>
  );
}

interface DissentFieldProps {
  readonly voting: MeetingProps['view']['members'];
  readonly dissent: Readonly<Record<string, string>>;
  readonly fault: boolean;
  readonly onChange: (dissent: Readonly<Record<string, string>>) => void;
}

function DissentField({ voting, dissent, fault, onChange }: DissentFieldProps) {
  const say = useSay();
  const toggle = (id: string, on: boolean) =>
    onChange(on ? { ...dissent, [id]: '' } : Object.fromEntries(Object.entries(dissent).filter(([key]) => key !== id)));
  return (
    <Group legend={say(words.dissent)} hint={say(words.dissentHint)}>
      {voting.map(({ id, name }) => (
        <div key={id}>
          <Checkbox checked={id in dissent} onChange={(event) => toggle(id, event.target.checked)}>
            {name}
          </Checkbox>
          {id in dissent && (
            <Input
              aria-label={`${name} ${say(words.opinion)}`}
              placeholder={say(words.opinion)}
              maxLength={2_000}
              status={fault && dissent[id]!.trim() === '' ? 'error' : ''}
              value={dissent[id]}
              onChange={(event) => onChange({ ...dissent, [id]: event.target.value })}
            />
          )}
        </div>
      ))}
    </Group>
  );
}
