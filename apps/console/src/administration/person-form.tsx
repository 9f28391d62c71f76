import { type Role, roles, roleTitles } from '@sup/access/protocol';
import { Checkbox, Input, Modal } from 'antd';
import { type Dispatch, type SetStateAction, useState } from 'react';
import {
  createPerson,
  disablePerson,
  movePerson,
  type PersonView,
  resetPassword,
} from '../api/administration.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { peopleWords as words } from '../language/administration.words.ts';
import { commandWords } from '../language/command.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { SeatField } from './seat-field.tsx';
import { Field, Group } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';

export type PersonTask =
  { readonly act: 'create' } | { readonly act: 'move' | 'reset' | 'disable'; readonly person: PersonView };

interface Filled {
  readonly nameZh: string;
  readonly username: string;
  readonly password: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly roles: readonly Role[];
  /** A vacant seat to move into; empty: a new one. */
  readonly postId: string;
}

interface PersonFormProps {
  readonly task: PersonTask;
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
}

const fieldsOf = {
  create: ['nameZh', 'username', 'password', 'titleZh', 'titleEn'],
  move: ['titleZh', 'titleEn'],
  reset: ['password'],
  disable: [],
} as const;

/** Creates, moves, disables a person, or sets a new password. */
export function PersonForm({ task, onDone, onClose }: PersonFormProps) {
  const say = useSay();
  const [filled, setFilled] = useState<Filled>(() => firstOf(task));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const taken = task.act === 'move' && filled.postId !== '';
  const hasRoles = !taken && (task.act === 'create' || task.act === 'move');
  const complete =
    taken ||
    (fieldsOf[task.act].every((field) => filled[field].trim() !== '') && (!hasRoles || filled.roles.length > 0));
  const title =
    task.act === 'create' ? say(words.create) : say(words.of, { what: say(words[task.act]), name: task.person.nameZh });
  const submit = () => {
    setTried(true);
    if (!complete) return;
    setBusy(true);
    setProblem(undefined);
    carryOut(task, filled).then(
      () =>
        onDone(
          say(
            { create: words.created, move: words.moved, reset: words.wasReset, disable: words.wasDisabled }[task.act],
          ),
        ),
      (cause: unknown) => {
        setProblem(problemFrom(cause));
        setBusy(false);
      },
    );
  };
  return (
    <Modal
      open
      title={title}
      okText={say(task.act === 'create' ? words.create : words[task.act])}
      cancelText={say(shellWords.cancel)}
      okButtonProps={{ danger: task.act === 'disable', disabled: busy }}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={onClose}
    >
      <div className="form">
        {problem && <ProblemNote problem={problem} />}
        {task.act === 'disable' && <p>{say(words.disableAsk)}</p>}
        {task.act === 'move' && (
          <SeatField value={filled.postId} onChange={(postId) => setFilled({ ...filled, postId })} />
        )}
        {!taken && <PersonFields task={task} filled={filled} setFilled={setFilled} tried={tried} />}
        {hasRoles && (
          <Group legend={say(words.roles)} hint={say(words.rolesHint)}>
            <Checkbox.Group
              className="stacked"
              options={roles.map((role) => ({ value: role, label: say(roleTitles[role]) }))}
              value={[...filled.roles]}
              onChange={(chosen) => setFilled({ ...filled, roles: chosen })}
            />
            {tried && filled.roles.length === 0 && <div className="field-error">{say(commandWords.missing)}</div>}
          </Group>
        )}
      </div>
    </Modal>
  );
}

interface PersonFieldsProps {
  readonly task: PersonTask;
  readonly filled: Filled;
  readonly setFilled: Dispatch<SetStateAction<Filled>>;
  readonly tried: boolean;
}

function PersonFields({ task, filled, setFilled, tried }: PersonFieldsProps) {
  const say = useSay();
  const labels = {
    nameZh: words.name,
    username: words.username,
    password: task.act === 'reset' ? words.newPassword : words.password,
    titleZh: words.postZh,
    titleEn: words.postEn,
  };
  const hints: Partial<Record<keyof typeof labels, string>> = {
    username: say(words.usernameHint),
    password: say(words.passwordHint),
  };
  return fieldsOf[task.act].map((field) => (
    <Field
      key={field}
      label={say(labels[field])}
      required
      hint={hints[field]}
      error={tried && !filled[field].trim() ? say(commandWords.missing) : undefined}
    >
      {(ids) => (
        <Input
          {...ids}
          type={field === 'password' ? 'password' : 'text'}
          autoComplete={field === 'password' ? 'new-password' : 'off'}
          maxLength={field === 'password' ? 128 : 60}
          value={filled[field]}
          onChange={(event) => {
            const { value } = event.target;
            setFilled((before) => ({ ...before, [field]: value }));
          }}
        />
      )}
    </Field>
  ));
}

function firstOf(task: PersonTask): Filled {
  const person = task.act === 'create' ? undefined : task.person;
  return {
    nameZh: '',
    username: '',
    password: '',
    titleZh: person?.post?.titleZh ?? '',
    titleEn: person?.post?.titleEn ?? '',
    roles: roles.filter((role) => person?.roles.includes(role)),
    postId: '',
  };
}

async function carryOut(task: PersonTask, filled: Filled): Promise<void> {
  const post = { titleZh: filled.titleZh.trim(), titleEn: filled.titleEn.trim() };
  if (task.act === 'create')
    await createPerson({
      nameZh: filled.nameZh.trim(),
      username: filled.username.trim(),
      password: filled.password,
      post,
      roles: filled.roles,
    });
  if (task.act === 'move')
    await movePerson(task.person.id, filled.postId ? { postId: filled.postId } : { post, roles: filled.roles });
  if (task.act === 'reset') await resetPassword(task.person.id, filled.password);
  if (task.act === 'disable') await disablePerson(task.person.id);
}
