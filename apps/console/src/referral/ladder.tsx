import { useState } from 'react';
import { type ClockView, type ReferralView, type TimelineEntry } from '../api/referrals.views.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { recordWords as words } from '../language/record.words.ts';
import { partyWords } from '../language/referral.words.ts';
import { DueDate, DueMark } from '../parts/marks.tsx';
import { useAgencyName, useWorkplace } from '../parts/workplace.tsx';
import { shanghaiTime } from '../time/due.ts';
import { useRuleName } from '../time/rule-name.ts';
import { linesOf } from './entry-lines.ts';
import { keyOf, postTitleOf, type Rung, rungsOf } from './ladder.rules.ts';
import { Arithmetic } from './arithmetic.tsx';

/** The course of the matter on a sheet of its own. */
export function Ladder({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  return (
    <section className="sheet" aria-labelledby="ladder-title">
      <h2 id="ladder-title">{say(words.ladder)}</h2>
      <Rungs view={view} />
    </section>
  );
}

/** The sender's steps on the left, the receiver's on the right, one column when narrow. */
export function Rungs({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const rungs = rungsOf(view.timeline, view.clocks);
  return (
    <>
      {rungs.length === 0 ? (
        <p className="hint">{say(words.ladderEmpty)}</p>
      ) : (
        <>
          <LaneHeads view={view} />
          <ol className="ladder">
            {rungs.map((rung) => (
              <RungItem key={keyOf(rung.entry)} rung={rung} view={view} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function LaneHeads({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  return (
    <div className="lanes" aria-hidden>
      <span>
        {name(view.parties.sender)}（{say(partyWords.sender)}）
      </span>
      <span>
        {name(view.parties.receiver)}（{say(partyWords.receiver)}）
      </span>
    </div>
  );
}

function RungItem({ rung, view }: { readonly rung: Rung; readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  const { entry, clocks } = rung;
  const lane =
    entry.author === view.parties.sender ? 'sender' : entry.author === view.parties.receiver ? 'receiver' : 'arbiter';
  return (
    <li className={`rung rung-${lane} rung-${entry.track}`}>
      <span className="rung-mark" aria-hidden>
        {entry.track === 'move' ? entry.n : '·'}
      </span>
      <div className="rung-card">
        <div className="rung-head">
          <strong>{say(entry.title)}</strong>
          <time dateTime={entry.statedAt}>{shanghaiTime(entry.statedAt)}</time>
        </div>
        <p className="rung-by">
          {name(entry.author)} · {say(postTitleOf(entry.actingPost) ?? words.system)}
        </p>
        <Skew entry={entry} />
        <Lines entry={entry} />
        {entry.notProcessed && (
          <p className="rung-failed" role="alert">
            ▲ {say(words.notProcessed, { code: entry.notProcessed.code })}
          </p>
        )}
        {clocks.map((clock) => (
          <RungClock key={clock.clockId} clock={clock} />
        ))}
      </div>
    </li>
  );
}

function Skew({ entry }: { readonly entry: TimelineEntry }) {
  const say = useSay();
  const { session } = useWorkplace();
  if (entry.author === session.agency.id || entry.clockSkewNote === null) return null;
  return (
    <p className="rung-skew">
      {say(entry.clockSkewNote)}
      {entry.receivedAt && ` · ${say(words.received, { time: shanghaiTime(entry.receivedAt) })}`}
    </p>
  );
}

function Lines({ entry }: { readonly entry: TimelineEntry }) {
  const { language } = useLanguage();
  const agency = useAgencyName();
  const rule = useRuleName();
  const lines = linesOf(entry, { language, agency, rule });
  if (lines.length === 0) return null;
  return (
    <dl className="rung-lines">
      {lines.map((line, index) => (
        <div key={index}>
          <dt>{line.label}</dt>
          <dd>{line.text}</dd>
        </div>
      ))}
    </dl>
  );
}

function RungClock({ clock }: { readonly clock: ClockView }) {
  const { now } = useWorkplace();
  const ruleName = useRuleName();
  return (
    <p className="rung-clock">
      <span>{ruleName(clock.ruleId)}</span>
      <DueDate clock={clock} />
      <DueMark clock={clock} now={now} />
    </p>
  );
}

/** Every clock of the record with who owes the act and how the date is counted; what ended in order is folded away. */
export function ClockList({ clocks }: { readonly clocks: readonly ClockView[] }) {
  const say = useSay();
  const sorted = [...clocks].sort(byDue);
  const [open, ended] = [sorted.filter(isOpen), sorted.filter((clock) => !isOpen(clock))];
  return (
    <section className="sheet sheet-clocks" aria-labelledby="clocks-title">
      <h2 id="clocks-title">{say(words.clocks)}</h2>
      {clocks.length === 0 && <p className="hint">{say(words.clocksEmpty)}</p>}
      <ul className="clocks">
        {open.map((clock) => (
          <ClockItem key={clock.clockId} clock={clock} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="clocks-ended">
          <summary>{say(words.doneClocks, { count: ended.length })}</summary>
          <ul className="clocks">
            {ended.map((clock) => (
              <ClockItem key={clock.clockId} clock={clock} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const isOpen = ({ state }: ClockView) => state === 'running' || state === 'paused' || state === 'late';
const byDue = (one: ClockView, other: ClockView): number => Date.parse(one.due.dueAt) - Date.parse(other.due.dueAt);

function ClockItem({ clock }: { readonly clock: ClockView }) {
  const say = useSay();
  const name = useAgencyName();
  const ruleName = useRuleName();
  const { now } = useWorkplace();
  const [open, setOpen] = useState(false);
  return (
    <li className={`clock clock-${clock.state}`}>
      <div className="clock-line">
        <strong>{ruleName(clock.ruleId)}</strong>
        <DueMark clock={clock} now={now} />
      </div>
      <div className="clock-line">
        <DueDate clock={clock} />
        <span className="hint">{say(words.owes, { agency: name(clock.debtor) })}</span>
      </div>
      {clock.early && <div className="hint">▲ {say(words.early)}</div>}
      {clock.difference && (
        <div className="hint">
          ▲ {say(words.difference)} <DueDate clock={{ due: clock.difference }} />
        </div>
      )}
      {clock.earlierDues.length > 0 && (
        <div className="hint">
          {say(words.oldDue)} {clock.earlierDues.map((due) => due.dueOn ?? shanghaiTime(due.dueAt)).join('、')}
        </div>
      )}
      {clock.stoppedAt && <div className="hint">{say(words.stoppedAt, { time: shanghaiTime(clock.stoppedAt) })}</div>}
      {clock.overdueRungs.length > 0 && (
        <div className="hint">▲ {say(words.rungs, { rungs: clock.overdueRungs.join('、') })}</div>
      )}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{say(words.arithmetic)}</summary>
        {open && <Arithmetic due={clock.due} />}
      </details>
    </li>
  );
}
