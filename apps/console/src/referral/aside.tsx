import { type ReferralView } from '../api/referrals.views.ts';
import { useSay } from '../language/language.tsx';
import { recordWords as words } from '../language/record.words.ts';
import { statusWords } from '../language/referral.words.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';
import { shanghaiTime } from '../time/due.ts';
import { factTitle } from './fact-title.ts';
import { ClockList } from './ladder.tsx';
import { Facts } from './preview-sheet.tsx';

/** Beside the record: due dates, parties, delivery, parts and letters to the outside. */
export function Aside({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  return (
    <aside className="record-aside">
      <ClockList clocks={view.clocks} />
      <Delivery view={view} />
      <section className="sheet">
        <Facts
          rows={[
            [say(words.from), name(view.parties.sender)],
            [say(words.to), name(view.parties.receiver)],
            [say(words.arbiter), name(view.parties.arbiter)],
          ]}
        />
      </section>
      <Parts view={view} />
      <Related view={view} />
      <Dispatches view={view} />
    </aside>
  );
}

/** queued → stored → received: drawn as three steps with words, the reached ones marked. */
type Step = 'queued' | 'stored' | 'received';

function Delivery({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  if (view.delivery.length === 0 && !view.status) return null;
  const steps = ['queued', 'stored', 'received'] as const;
  const underWay = view.delivery.filter((row) => row.state !== 'received');
  const received = view.delivery.length - underWay.length;
  const stepWords = { queued: words.queued, stored: words.stored, received: words.receivedState };
  return (
    <section className="sheet" aria-labelledby="delivery-title">
      <h2 id="delivery-title">{say(words.delivery)}</h2>
      {view.delivery.length === 0 && <p className="hint">{say(words.deliveryEmpty)}</p>}
      {received > 0 && (
        <p className="delivery-received">
          <span aria-hidden>●●●</span> {say(words.allReceived, { count: received })}
        </p>
      )}
      <ul className="delivery">
        {underWay.map((row, index) => (
          <li key={index}>
            <span>
              {say(factTitle(row.factType))} → {name(row.to)}
            </span>
            <span className={`delivery-${row.state}`}>
              <span aria-hidden>
                {steps.map((step) => (steps.indexOf(step) <= steps.indexOf(row.state as Step) ? '●' : '○')).join('')}
              </span>{' '}
              {say(stepWords[row.state as Step] ?? { zh: row.state, en: row.state })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Parts({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  if (view.parts.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="parts-title">
      <h2 id="parts-title">{say(words.parts)}</h2>
      <ul className="delivery">
        {view.parts.map((part) => (
          <li key={part.referralId}>
            <Link to={{ page: 'referral', id: part.referralId }}>
              {name(part.to)} {part.pointIds.join('、')}
            </Link>
            <span>
              {say(
                (statusWords as Readonly<Record<string, { zh: string; en: string }>>)[part.status] ?? {
                  zh: part.status,
                  en: part.status,
                },
              )}
            </span>
          </li>
        ))}
      </ul>
      {view.pointsLeft && view.pointsLeft.length > 0 && (
        <p className="hint">{say(words.pointsLeft, { points: view.pointsLeft.join('、') })}</p>
      )}
    </section>
  );
}

/** The referral this one was split from, replaces, or became when it was forwarded. */
function Related({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const related = [
    [words.partOf, view.parent?.referralId],
    [words.replaces, view.supersedes],
    [words.forwardedAs, view.forwardedAs],
  ] as const;
  if (related.every(([, id]) => !id)) return null;
  return (
    <section className="sheet" aria-labelledby="related-title">
      <h2 id="related-title">{say(words.related)}</h2>
      <ul className="delivery">
        {related.map(
          ([label, id]) =>
            id && (
              <li key={label.en}>
                <span>{say(label)}</span>
                <Link to={{ page: 'referral', id }}>
                  {say(words.open)}
                  <span className="unseen"> {id}</span>
                </Link>
              </li>
            ),
        )}
      </ul>
    </section>
  );
}

function Dispatches({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  const name = useAgencyName();
  if (view.dispatches.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="dispatches-title">
      <h2 id="dispatches-title">{say(words.dispatches)}</h2>
      <ul className="clocks">
        {view.dispatches.map((row) => (
          <li key={row.id} className="clock">
            <strong>
              {name(row.to)} · {row.instrument}
            </strong>
            <div>{row.text}</div>
            <div className="hint">{shanghaiTime(row.dispatchedAt)}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
