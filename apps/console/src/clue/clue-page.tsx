import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { announce } from '../api/notices.ts';
import { type ClueView, readClue } from '../api/clues.views.ts';
import { clueCommandWords } from '../language/clue-command.words.ts';
import { clueWords as words } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { Loaded } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';
import { markSeen } from '../work/seen.ts';
import { ClueAside } from './aside.tsx';
import { ClueCommandForm } from './command-form.tsx';
import { clueFaces, type ClueFaceName, facesOf } from './command.rules.ts';
import { Content, Verification } from './content.tsx';
import { Course } from './course.tsx';
import { ClueHead } from './head.tsx';
import { PrepareForm } from './prepare-form.tsx';

const everyMs = 15_000;

/** One clue, as this officer may see it. */
export function CluePage({ id }: { readonly id: string }) {
  const record = useResource(`clue:${id}`, () => readClue(id), everyMs);
  return (
    <Loaded resource={record}>{(view) => <Record view={view} onChange={record.put} reload={record.reload} />}</Loaded>
  );
}

interface RecordProps {
  readonly view: ClueView;
  readonly onChange: (view: ClueView) => void;
  readonly reload: () => void;
}

function Record({ view, onChange, reload }: RecordProps) {
  const say = useSay();
  const { message } = App.useApp();
  const { session } = useWorkplace();
  const [open, setOpen] = useState<{ readonly name: ClueFaceName; readonly version: number }>();
  useEffect(() => {
    markSeen(session.person.id, view.id, view.movedAt);
  }, [session.person.id, view.id, view.movedAt]);
  const done = (answer: ClueView, what: string) => {
    setOpen(undefined);
    onChange(answer);
    announce();
    void message.success(say(clueCommandWords.done, { what }));
  };
  return (
    <>
      <ClueHead view={view} />
      <CommandBar view={view} onPick={(name) => setOpen({ name, version: view.version })} />
      <div className="record">
        <div className="record-main">
          <Content view={view} />
          <Verification view={view} />
          <Course view={view} />
        </div>
        <ClueAside view={view} onSeen={reload} />
      </div>
      {open?.name === 'prepare-referral' && (
        <PrepareForm
          view={view}
          onClose={() => setOpen(undefined)}
          onDone={(answer) => done(answer, say(clueFaces['prepare-referral'].label))}
        />
      )}
      {open && open.name !== 'prepare-referral' && (
        <ClueCommandForm
          name={open.name}
          face={clueFaces[open.name]}
          view={view}
          opened={open.version}
          onClose={() => setOpen(undefined)}
          onConflict={reload}
          onDone={done}
        />
      )}
    </>
  );
}

/** Buttons for what the service says this person may do: onward first, then beside it, then away. */
function CommandBar({ view, onPick }: { readonly view: ClueView; readonly onPick: (name: ClueFaceName) => void }) {
  const say = useSay();
  const faces = facesOf(view.commands);
  const editable = (view.commands as readonly string[]).includes('amend');
  if (faces.length === 0 && !editable) return <p className="command-bar hint">{say(words.nothingToDo)}</p>;
  const first = faces.find(([, face]) => face.tone === 'onward')?.[0];
  const buttons = (tone: string) =>
    faces
      .filter(([, face]) => face.tone === tone)
      .map(([name, face]) => (
        <Button
          key={name}
          danger={tone === 'away'}
          type={name === first ? 'primary' : 'default'}
          onClick={() => onPick(name)}
        >
          {say(face.label)}
        </Button>
      ));
  return (
    <div className="command-bar actions" role="group">
      {buttons('onward')}
      {editable && (
        <Link className="button-link" to={{ page: 'intake', id: view.id }}>
          {say(words.edit)}
        </Link>
      )}
      {buttons('aside')}
      {faces.some(([, face]) => face.tone === 'away') && <span className="command-gap" aria-hidden />}
      {buttons('away')}
    </div>
  );
}
