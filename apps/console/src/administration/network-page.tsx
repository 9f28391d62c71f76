import { type Bilingual } from '@sup/kernel';
import { App, Button } from 'antd';
import { useState } from 'react';
import {
  type LinkView,
  type NetworkHealthView,
  readNetwork,
  readReconcile,
  type ReconcileRow,
  retryDeadLetter,
  retryQuarantined,
} from '../api/administration.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { networkWords as words, waitingWords } from '../language/administration.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { Grid } from '../parts/grid.tsx';
import { sizeText } from '../parts/size-text.ts';
import { Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { factTitle } from '../referral/fact-title.ts';
import { shanghaiTime } from '../time/due.ts';

const everyMs = 15_000;

/** How this agency's links stand. Metadata only. */
export function NetworkPage() {
  const say = useSay();
  const network = useResource('network', readNetwork, everyMs);
  return (
    <>
      <div className="page-head">
        <h1>{say(shellWords.network)}</h1>
        <span className="hint">{say(words.sees)}</span>
        <Button className="grow" size="small" onClick={network.reload}>
          {say(shellWords.refresh)}
        </Button>
      </div>
      <Loaded resource={network}>
        {(health) => (
          <>
            <Standing health={health} />
            <Links links={health.links} />
            <DeadLetters health={health} reload={network.reload} />
            <Quarantine health={health} reload={network.reload} />
            <Reconcile />
          </>
        )}
      </Loaded>
    </>
  );
}

const mark = (good: boolean) => (good ? '✓' : '▲');

function Standing({ health }: { readonly health: NetworkHealthView }) {
  const say = useSay();
  const minutes = Math.ceil(health.outboxAgeSeconds / 60);
  const lines: (readonly [boolean, string])[] = [
    [health.ready, say(health.ready ? words.ready : words.notReady)],
    [health.connected, say(health.connected ? words.connected : words.disconnected)],
    [
      health.durable === true,
      say(health.durable === null ? words.durableUnknown : health.durable ? words.durable : words.notDurable),
    ],
    health.waiting === 0
      ? [true, say(words.outboxEmpty)]
      : [minutes <= 5, say(words.outbox, { count: health.waiting, minutes })],
  ];
  if (health.unreceiptedOverHour > 0)
    lines.push([false, say(words.unreceiptedOverHour, { count: health.unreceiptedOverHour })]);
  if (health.heldOverAlarm > 0) lines.push([false, say(words.held, { count: health.heldOverAlarm })]);
  lines.push(...auditLines(health.audit, say));
  if (health.restoring) lines.push([false, say(words.restoring)]);
  return (
    <section className="sheet" aria-label={say(words.state)}>
      <ul className="standing">
        {lines.map(([good, text]) => (
          <li key={text} className={good ? 'due-good' : 'due-bad'}>
            <span aria-hidden>{mark(good)}</span> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The audit chain in three figures: what is not sealed yet, what no peer has countersigned, what peers dispute. */
function auditLines(
  { pending, unanchored, disputed }: NetworkHealthView['audit'],
  say: ReturnType<typeof useSay>,
): (readonly [boolean, string])[] {
  const hours = (unanchored.ageSeconds / 3_600).toFixed(1);
  const lines: (readonly [boolean, string])[] = [
    [pending < 1_000, say(words.auditPending, { count: pending })],
    unanchored.count === 0
      ? [true, say(words.auditAnchored)]
      : [
          unanchored.level === 'none' || unanchored.level === 'fresh',
          say(words.auditUnanchored, { count: unanchored.count, hours }),
        ],
  ];
  return disputed > 0 ? [...lines, [false, say(words.auditDisputed, { count: disputed })]] : lines;
}

function Links({ links }: { readonly links: readonly LinkView[] }) {
  const say = useSay();
  const name = useAgencyName();
  const stateOf = (link: LinkView) => {
    if (link.waiting) {
      const why = (waitingWords as Readonly<Record<string, Bilingual>>)[link.waiting];
      return (
        <span className="due-bad">
          ▲ {why ? say(why) : link.waiting}
          {link.waitingSince && ` · ${say(words.since, { time: shanghaiTime(link.waitingSince) })}`}
        </span>
      );
    }
    const more = [
      link.receivedGaps.length > 0 && say(words.gaps, { count: link.receivedGaps.length }),
      link.owesEcho && say(words.echo),
    ].filter(Boolean);
    return more.length ? (
      <span className="due-warn">● {more.join(' · ')}</span>
    ) : (
      <span className="due-good">✓ {say(words.flows)}</span>
    );
  };
  return (
    <section className="sheet" aria-labelledby="links-title">
      <h2 id="links-title">{say(words.links)}</h2>
      <Grid
        heads={[
          say(words.peer),
          say(words.state),
          say(words.queued),
          say(words.unreceipted),
          say(words.sent),
          say(words.received),
          say(words.lastHeard),
        ]}
        rows={links.map((link) => ({
          key: link.peer,
          cells: [
            name(link.peer),
            stateOf(link),
            link.queued,
            link.unreceipted,
            link.sent,
            link.receivedHighWater,
            link.lastHeardAt ? shanghaiTime(link.lastHeardAt) : say(words.never),
          ],
        }))}
      />
    </section>
  );
}

interface TroubleProps {
  readonly health: NetworkHealthView;
  readonly reload: () => void;
}

/** Runs one act at a time; says what came of it, or why it was refused. */
function useAct(reload: () => void) {
  const { message } = App.useApp();
  const { language } = useLanguage();
  const [busy, setBusy] = useState<string>();
  const run = (id: string, act: () => Promise<string>) => {
    setBusy(id);
    act()
      .then(
        (said) => void message.success(said),
        (cause: unknown) => void message.error(problemFrom(cause).text[language]),
      )
      .finally(() => {
        setBusy(undefined);
        reload();
      });
  };
  return { busy, run };
}

function DeadLetters({ health, reload }: TroubleProps) {
  const say = useSay();
  const name = useAgencyName();
  const { can } = useWorkplace();
  const { busy, run } = useAct(reload);
  const retry = (id: string) =>
    run(id, async () => {
      await retryDeadLetter(id);
      return say(words.retried);
    });
  return (
    <section className="sheet" aria-labelledby="dead-title">
      <h2 id="dead-title">
        {say(words.deadLetters)}{' '}
        {health.deadLetters.length > 0 && <span className="tab-count">{health.deadLetters.length}</span>}
      </h2>
      {health.deadLetters.length === 0 ? (
        <p className="hint">✓ {say(words.deadNone)}</p>
      ) : (
        <Grid
          heads={[say(words.fact), say(words.from), say(words.code), say(words.attempts), say(words.record), '']}
          rows={health.deadLetters.map((letter) => ({
            key: letter.id,
            cells: [
              say(factTitle(letter.type)),
              name(letter.author),
              <span key="code" className="code">
                {letter.code}
              </span>,
              letter.attempts,
              <span key="record" className="code">
                {letter.recordId}
              </span>,
              can('network.retry') && (
                <Button key="retry" size="small" disabled={busy === letter.id} onClick={() => retry(letter.id)}>
                  {say(words.retry)}
                </Button>
              ),
            ],
          }))}
        />
      )}
    </section>
  );
}

function Quarantine({ health, reload }: TroubleProps) {
  const say = useSay();
  const name = useAgencyName();
  const { can } = useWorkplace();
  const { busy, run } = useAct(reload);
  const retry = (id: string) =>
    run(id, async () => say((await retryQuarantined(id)).taken ? words.taken : words.notTaken));
  return (
    <section className="sheet" aria-labelledby="quarantine-title">
      <div className="sheet-head">
        <h2 id="quarantine-title">{say(words.quarantine)}</h2>
        <span className="hint">{say(words.quarantineHint)}</span>
      </div>
      {health.quarantine.length === 0 ? (
        <p className="hint">✓ {say(words.quarantineNone)}</p>
      ) : (
        <Grid
          heads={[say(words.from), say(words.code), say(words.keptAt), '', say(words.attempts), '']}
          rows={health.quarantine.map((row) => ({
            key: row.id,
            cells: [
              name(row.sender),
              <span key="code" className="code">
                {row.code}
              </span>,
              shanghaiTime(row.keptAt),
              sizeText(row.bytes),
              row.tries,
              can('network.retry') && (
                <Button key="retry" size="small" disabled={busy === row.id} onClick={() => retry(row.id)}>
                  {say(words.retry)}
                </Button>
              ),
            ],
          }))}
        />
      )}
    </section>
  );
}

function Reconcile() {
  const say = useSay();
  const name = useAgencyName();
  const [rows, setRows] = useState<readonly ReconcileRow[]>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const run = () => {
    setBusy(true);
    setProblem(undefined);
    readReconcile()
      .then(
        ({ peers }) => setRows(peers),
        (cause: unknown) => setProblem(problemFrom(cause)),
      )
      .finally(() => setBusy(false));
  };
  const verdict = (row: ReconcileRow) => {
    if (!row.reachable) return <span className="due-warn">● {say(words.silent)}</span>;
    const good = row.agrees !== false && row.missing === 0 && row.doubled === 0;
    return good ? (
      <span className="due-good">✓ {say(words.agrees)}</span>
    ) : (
      <span className="due-bad">▲ {say(words.disagrees)}</span>
    );
  };
  const figure = (value: number | null) => value ?? '—';
  return (
    <section className="sheet" aria-labelledby="reconcile-title">
      <div className="sheet-head">
        <h2 id="reconcile-title">{say(words.reconcile)}</h2>
        <span className="hint">{say(words.reconcileHint)}</span>
      </div>
      <p className="actions" role="status">
        <Button disabled={busy} onClick={run}>
          {say(words.reconcileDo)}
        </Button>
        {busy && say(words.reconciling)}
      </p>
      {problem && <ProblemNote problem={problem} />}
      {rows && (
        <Grid
          heads={[
            say(words.peer),
            say(words.verdict),
            say(words.sent),
            say(words.queued),
            say(words.received),
            say(words.applied),
            say(words.dead),
            say(words.missing),
            say(words.doubled),
          ]}
          rows={rows.map((row) => ({
            key: row.peer,
            cells: [
              name(row.peer),
              verdict(row),
              row.sent,
              row.waiting,
              row.received,
              figure(row.applied),
              figure(row.dead),
              figure(row.missing),
              figure(row.doubled),
            ],
          }))}
        />
      )}
    </section>
  );
}
