import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type PersonView } from '../api/administration.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { deputise, type PostView } from '../api/posts.views.ts';
import { peopleWords as words } from '../language/administration.words.ts';
import { commandWords } from '../language/command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { instantOf, shanghaiTime } from '../time/due.ts';

interface CoverFormProps {
  readonly post: PostView;
  readonly people: readonly PersonView[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Sets a deputy for a seat, for a time. Covers run on wall time, like sessions. */
export function CoverForm({ post, people, onDone, onClose }: CoverFormProps) {
  const say = useSay();
  const { language } = useLanguage();
  const [asked, setAsked] = useState(() => ({
    personId: '',
    from: shanghaiTime(new Date().toISOString()).replace(' ', 'T'),
    to: '',
    reason: '',
  }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const put = (part: Partial<typeof asked>) => setAsked((before) => ({ ...before, ...part }));
  const errorOf = (field: keyof typeof asked) =>
    tried && asked[field].trim() === '' ? say(commandWords.missing) : undefined;
  const submit = () => {
    setTried(true);
    if (Object.values(asked).some((value) => value.trim() === '')) return;
    setBusy(true);
    setProblem(undefined);
    const { personId, from, to, reason } = asked;
    deputise(post.id, { personId, from: instantOf(from), to: instantOf(to), reason: reason.trim() }).then(
      onDone,
      (cause: unknown) => {
        setProblem(problemFrom(cause));
        setBusy(false);
      },
    );
  };
  const what = language === 'zh' ? post.titleZh : post.titleEn;
  return (
    <Modal
      open
      title={say(words.of, { what: say(words.cover), name: what })}
      okText={say(words.cover)}
      cancelText={say(shellWords.cancel)}
      okButtonProps={{ disabled: busy }}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="form">
        {problem && <ProblemNote problem={problem} />}
        <Field label={say(words.deputy)} required error={errorOf('personId')}>
          {(ids) => (
            <Select
              {...ids}
              showSearch={{ optionFilterProp: 'label' }}
              options={people.map(({ id, nameZh, username }) => ({ value: id, label: `${nameZh}（${username}）` }))}
              value={asked.personId || undefined}
              onChange={(personId: string) => put({ personId })}
            />
          )}
        </Field>
        <div className="form-pair">
          {(['from', 'to'] as const).map((field) => (
            <Field key={field} label={say(words[field])} required error={errorOf(field)}>
              {(ids) => (
                <Input
                  {...ids}
                  type="datetime-local"
                  value={asked[field]}
                  onChange={(event) => put({ [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <Field label={say(words.reason)} required error={errorOf('reason')}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={500}
              value={asked.reason}
              onChange={(event) => put({ reason: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
