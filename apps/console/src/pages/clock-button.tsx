import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { setBusinessClock } from '../api/session.views.ts';
import { useSay } from '../language/language.tsx';
import { shellWords as words } from '../language/shell.words.ts';
import { Field } from '../parts/field.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { instantOf, shanghaiTime } from '../time/due.ts';

/** Shows the business clock where it is adjustable, and sets it for those who may. */
export function ClockButton() {
  const say = useSay();
  const { now, can } = useWorkplace();
  const [open, setOpen] = useState(false);
  const text = `${say(words.businessClock)} ${shanghaiTime(now)}`;
  if (!can('clock.set')) return <span className="bar-clock">{text}</span>;
  return (
    <>
      <Button className="bar-button bar-clock" size="small" onClick={() => setOpen(true)}>
        {text}
      </Button>
      {open && <ClockForm onClose={() => setOpen(false)} />}
    </>
  );
}

function ClockForm({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const { now, putClock } = useWorkplace();
  const [local, setLocal] = useState(() => shanghaiTime(now).replace(' ', 'T'));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const shift = (days: number) =>
    setLocal(shanghaiTime(new Date(Date.parse(instantOf(local)) + days * 86_400_000).toISOString()).replace(' ', 'T'));
  const set = () => {
    setBusy(true);
    setProblem(undefined);
    setBusinessClock(instantOf(local)).then(
      (clock) => {
        putClock(clock);
        void message.success(say(words.clockSet));
        onClose();
      },
      (cause: unknown) => {
        setProblem(problemFrom(cause));
        setBusy(false);
      },
    );
  };
  return (
    <Modal
      open
      title={say(words.setClock)}
      onCancel={onClose}
      onOk={set}
      okText={say(words.set)}
      confirmLoading={busy}
      okButtonProps={{ disabled: !local }}
    >
      <div className="form">
        {problem && <ProblemNote problem={problem} />}
        <Field label={say(words.newTime)} hint={say(words.setClockWhy)}>
          {(ids) => (
            <Input {...ids} type="datetime-local" value={local} onChange={(event) => setLocal(event.target.value)} />
          )}
        </Field>
        <div className="actions">
          <Button size="small" onClick={() => shift(1)}>
            {say(words.plusDay)}
          </Button>
          <Button size="small" onClick={() => shift(7)}>
            {say(words.plusWeek)}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
