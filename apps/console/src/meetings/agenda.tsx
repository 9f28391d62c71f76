import { exclusionCategories, type ExclusionCategory } from '@sup/access/protocol';
import { Button } from 'antd';
import { useState } from 'react';
import { type ItemView } from '../api/meetings.views.ts';
import { useJoin, useSay } from '../language/language.tsx';
import { meetingWords as words, resolutionWords } from '../language/meeting.words.ts';
import { Link } from '../route/router.tsx';
import { AgendaForm } from './agenda-form.tsx';
import { QuorumNote } from './attendance.tsx';
import { type MeetingProps } from './meeting.props.ts';
import { RecuseForm } from './recuse-form.tsx';
import { ResolveForm } from './resolve-form.tsx';

/** The questions before the meeting, each with its recusals, its quorum, its minutes and what was resolved. */
export function Agenda({ view, command }: MeetingProps) {
  const say = useSay();
  const [adding, setAdding] = useState(false);
  return (
    <section className="sheet" aria-labelledby="agenda-title">
      <div className="sheet-head">
        <h2 id="agenda-title">{say(words.agenda)}</h2>
        {view.commands.includes('agenda') && <Button onClick={() => setAdding(true)}>{say(words.addItem)}</Button>}
      </div>
      {view.items.length === 0 && <p className="hint">{say(words.agendaEmpty)}</p>}
      <ol className="agenda">
        {view.items.map((item) => (
          <Item key={item.id} item={item} view={view} command={command} />
        ))}
      </ol>
      {view.corrections.length > 0 && (
        <>
          <h3>{say(words.corrections)}</h3>
          <ol className="numbered">
            {view.corrections.map((correction) => (
              <li key={correction.n}>{correction.text}</li>
            ))}
          </ol>
        </>
      )}
      {adding && <AgendaForm command={command} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Item({ item, view, command }: MeetingProps & { readonly item: ItemView }) {
  const say = useSay();
  const [open, setOpen] = useState<'recuse' | 'resolve'>();
  const may = (name: string) => view.commands.includes(name);
  const about = item.about.kind === 'referral' ? 'referral' : 'clue';
  return (
    <li className="agenda-item">
      <div className="sheet-head">
        <strong>
          {item.n}. <Link to={{ page: about, id: item.about.id }}>{item.about.title}</Link>
        </strong>
        {item.resolution && (
          <span className={`status resolution-${item.resolution}`}>{say(resolutionWords[item.resolution])}</span>
        )}
      </div>
      <p>{item.question}</p>
      {view.status !== 'called' && <QuorumNote count={item.quorum} />}
      <Recused item={item} />
      <Resolved item={item} />
      <div className="actions">
        {may('resolve') && (
          <Button size="small" type={item.resolution ? 'default' : 'primary'} onClick={() => setOpen('resolve')}>
            {say(words.resolve)}
            <span className="unseen"> {item.about.title}</span>
          </Button>
        )}
        {may('recuse') && (
          <Button size="small" onClick={() => setOpen('recuse')}>
            {say(words.recuse)}
            <span className="unseen"> {item.about.title}</span>
          </Button>
        )}
        {may('remove-item') && (
          <Button size="small" onClick={() => void command('remove-item', { itemId: item.id })}>
            {say(words.removeItem)}
            <span className="unseen"> {item.about.title}</span>
          </Button>
        )}
      </div>
      {open === 'resolve' && (
        <ResolveForm item={item} view={view} command={command} onClose={() => setOpen(undefined)} />
      )}
      {open === 'recuse' && <RecuseForm item={item} view={view} command={command} onClose={() => setOpen(undefined)} />}
    </li>
  );
}

function Recused({ item }: { readonly item: ItemView }) {
  const say = useSay();
  const join = useJoin();
  if (item.recused.length === 0) return null;
  const text = item.recused.map(({ name, category }) => {
    const ground = exclusionCategories[category as ExclusionCategory];
    return ground ? `${name}（${say(ground)}）` : name;
  });
  return (
    <p className="hint">
      {say(words.recusals)}: {join(text)}
    </p>
  );
}

function Resolved({ item }: { readonly item: ItemView }) {
  const say = useSay();
  if (item.resolution === null) return null;
  return (
    <dl className="rung-lines">
      <div>
        <dt>{say(words.text)}</dt>
        <dd>{item.text}</dd>
      </div>
      {item.minutes && (
        <div>
          <dt>{say(words.minutes)}</dt>
          <dd>{item.minutes}</dd>
        </div>
      )}
      <div>
        <dt>{say(words.dissent)}</dt>
        <dd>
          {item.dissent.length === 0
            ? say(words.noDissent)
            : item.dissent.map(({ memberId, name, opinion }) => <div key={memberId}>{`${name}: ${opinion}`}</div>)}
        </dd>
      </div>
    </dl>
  );
}
