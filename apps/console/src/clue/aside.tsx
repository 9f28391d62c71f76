import { type ClueView } from '../api/clues.views.ts';
import { Duplicates, RoutingNote } from '../intake/advice.tsx';
import { adviceWords } from '../language/intake.words.ts';
import { clueWords as words } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { homeStatusWords, statusWords } from '../language/referral.words.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { ClockList } from '../referral/ladder.tsx';
import { Link } from '../route/router.tsx';
import { IdentityPanel } from './identity-panel.tsx';

/** Beside the clue: due dates, duplicates and route while it is open, referrals, decisions, the sealed identity. */
export function ClueAside({ view, onSeen }: { readonly view: ClueView; readonly onSeen: () => void }) {
  const say = useSay();
  return (
    <aside className="record-aside">
      <ClockList clocks={view.limits} />
      {view.routing && (
        <section className="sheet advice" aria-labelledby="routing-title">
          <h2 id="routing-title">{say(adviceWords.routing)}</h2>
          <RoutingNote routing={view.routing} />
          <h3>{say(adviceWords.duplicates)}</h3>
          <Duplicates duplicates={view.duplicates} />
        </section>
      )}
      <Referrals view={view} />
      <Decisions view={view} />
      <IdentityPanel view={view} onSeen={onSeen} />
    </aside>
  );
}

function Referrals({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const name = useAgencyName();
  const texts: Readonly<Record<string, { zh: string; en: string }>> = {
    ...homeStatusWords,
    ...statusWords,
    prepared: words.prepared,
  };
  if (view.referrals.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="referrals-title">
      <h2 id="referrals-title">{say(words.referrals)}</h2>
      <ul className="delivery">
        {view.referrals.map((referral) => (
          <li key={referral.referralId}>
            <Link to={{ page: 'referral', id: referral.referralId }}>{name(referral.to)}</Link>
            <span className="status">
              {say(texts[referral.status] ?? { zh: referral.status, en: referral.status })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Decisions({ view }: { readonly view: ClueView }) {
  const say = useSay();
  if (view.decisions.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="decisions-title">
      <h2 id="decisions-title">{say(words.decisions)}</h2>
      <ul className="clocks">
        {view.decisions.map((decision) => (
          <li key={decision.decisionId}>
            <strong>{decision.meetingNo}</strong> {decision.heldOn}
            <div className="code hash" title={decision.hash}>
              {decision.hash.slice(0, 16)}…
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
