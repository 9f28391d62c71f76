import { Alert, App, Button } from 'antd';
import { penOf } from '@sup/kernel';
import { referralMoves } from '@sup/referrals/protocol';
import { useState } from 'react';
import { type HomeStatus, readReferral, type ReferralView, type TimelineEntry } from '../api/referrals.views.ts';
import { commandWords } from '../language/command.words.ts';
import { useSay } from '../language/language.tsx';
import { recordWords as words } from '../language/record.words.ts';
import { shellWords } from '../language/shell.words.ts';
import { StatusMark } from '../parts/marks.tsx';
import { Loaded } from '../parts/states.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { box } from '../route/route.ts';
import { Link } from '../route/router.tsx';
import { Aside } from './aside.tsx';
import { commandFaces, facesOf, type FaceName } from './command.rules.ts';
import { CommandForm } from './command-form.tsx';
import { Attachments, ContentSheet, Supplements } from './content-sheet.tsx';
import { Ladder } from './ladder.tsx';
import { entriesSince } from './ladder.rules.ts';
import { PreviewSheet } from './preview-sheet.tsx';

const everyMs = 15_000;
const atHome: readonly (HomeStatus | null)[] = ['draft', 'deliberating', 'approved', 'discarded'];

/** One referral, as this side may see it. */
export function ReferralPage({ id }: { readonly id: string }) {
  const record = useResource(`referral:${id}`, () => readReferral(id), everyMs);
  return (
    <Loaded resource={record}>{(view) => <Record view={view} onChange={record.put} reload={record.reload} />}</Loaded>
  );
}

interface RecordProps {
  readonly view: ReferralView;
  readonly onChange: (view: ReferralView) => void;
  readonly reload: () => void;
}

function Record({ view, onChange, reload }: RecordProps) {
  const say = useSay();
  const { message } = App.useApp();
  const [open, setOpen] = useState<{
    readonly name: FaceName;
    readonly before: readonly TimelineEntry[];
    readonly conflict: boolean;
  }>();
  const faces = facesOf(view.commands);

  return (
    <>
      <RecordHead view={view} />
      {view.frozen && (
        <Alert type="error" showIcon={false} role="alert" title={say(words.frozen, { code: view.frozen })} />
      )}
      <RecallNote view={view} />
      <CommandBar view={view} onPick={(name) => setOpen({ name, before: view.timeline, conflict: false })} />
      <div className="record">
        <div className="record-main">
          {view.preview && (
            <section className="sheet" aria-labelledby="preview-title">
              <h2 id="preview-title">{say(view.party === 'sender' ? words.previewOwn : words.preview)}</h2>
              <PreviewSheet view={view} preview={view.preview} />
              {view.petition && <p className="hint">{say(words.petition)}</p>}
              {view.reporterSealed && <p className="hint">{say(words.reporterSealed)}</p>}
            </section>
          )}
          <ContentSheet view={view} />
          <Attachments view={view} />
          <Supplements view={view} />
          <Ladder view={view} />
        </div>
        <Aside view={view} />
      </div>
      {open && (
        <CommandForm
          name={open.name}
          face={commandFaces[open.name]}
          view={view}
          since={open.conflict ? entriesSince(view.timeline, open.before) : undefined}
          possible={faces.some(([name]) => name === open.name)}
          onClose={() => setOpen(undefined)}
          onConflict={() => {
            setOpen({ ...open, conflict: true });
            reload();
          }}
          onDone={(answer, what) => {
            onChange(answer);
            setOpen(undefined);
            void message.success(say(commandWords.done, { what }));
          }}
        />
      )}
    </>
  );
}

function RecordHead({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  const { session } = useWorkplace();
  const back = atHome.includes(view.homeStatus)
    ? 'drafts'
    : view.party === 'sender'
      ? 'outgoing'
      : view.party === 'receiver'
        ? 'incoming'
        : 'arbitration';
  const pen = view.status ? penOf(referralMoves, view.status) : undefined;
  const penAgency = pen ? view.parties[pen] : undefined;
  const stand = !view.status
    ? null
    : !penAgency
      ? say(words.ended)
      : penAgency === session.agency.id
        ? say(words.waitsForUs)
        : say(words.waitsFor, { agency: name(penAgency) });
  const side =
    view.party === 'sender' ? words.asSender : view.party === 'receiver' ? words.asReceiver : words.asArbiter;
  return (
    <div className="record-head">
      <p className="crumbs">
        <Link to={box(back)}>{say(shellWords[back])}</Link> <span aria-hidden>›</span>{' '}
        {view.referralNo ?? say(words.noNumber)}
      </p>
      <h1>{view.preview?.title ?? view.draft?.title}</h1>
      <p className="record-stand">
        <StatusMark status={view.status} homeStatus={view.homeStatus} />
        {stand && <span>{stand}</span>}
        <span className="hint">{say(side)}</span>
      </p>
    </div>
  );
}

function RecallNote({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  if (!view.recall?.open) return null;
  return (
    <Alert
      type="warning"
      showIcon={false}
      title={say(view.party === 'sender' ? words.recallOpen : words.recallAsked)}
    />
  );
}

/** Buttons for what the server says this person may do, in the ladder's order: onward first, then beside it, then away. */
function CommandBar({ view, onPick }: { readonly view: ReferralView; readonly onPick: (name: FaceName) => void }) {
  const say = useSay();
  const { can } = useWorkplace();
  const faces = facesOf(view.commands);
  const editable = view.party === 'sender' && view.homeStatus === 'draft' && can('referral.draft');
  const first = faces.find(([, face]) => face.tone === 'onward')?.[0];
  if (faces.length === 0 && !editable) return <p className="command-bar hint">{say(words.nothingToDo)}</p>;
  const of = (tone: string) => faces.filter(([, face]) => face.tone === tone);
  return (
    <div className="command-bar actions" role="group">
      {of('onward').map(([name, face]) => (
        <Button key={name} type={name === first ? 'primary' : 'default'} onClick={() => onPick(name)}>
          {say(face.label)}
        </Button>
      ))}
      {editable && (
        <Link className="button-link" to={{ page: 'compose', id: view.id }}>
          {say(words.editDraft)}
        </Link>
      )}
      {of('aside').map(([name, face]) => (
        <Button key={name} onClick={() => onPick(name)}>
          {say(face.label)}
        </Button>
      ))}
      {of('away').length > 0 && <span className="command-gap" aria-hidden />}
      {of('away').map(([name, face]) => (
        <Button key={name} danger onClick={() => onPick(name)}>
          {say(face.label)}
        </Button>
      ))}
    </div>
  );
}
