import { Alert, App, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { anchorChain, type ChainView, readChain, type VerificationView, verifyChain } from '../api/audit.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { auditWords as words, findingWords } from '../language/audit.words.ts';
import { useSay } from '../language/language.tsx';
import { Loaded, ProblemNote } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { Facts } from '../referral/preview-sheet.tsx';
import { shanghaiTime } from '../time/due.ts';

/** How the chain stands, and the button that reads all of it again. */
export function ChainSheet() {
  const say = useSay();
  const { message } = App.useApp();
  const chain = useResource('audit-chain', readChain, 30_000);
  const [busy, setBusy] = useState<'verify' | 'anchor'>();
  const [verified, setVerified] = useState<VerificationView>();
  const [problem, setProblem] = useState<ApiProblem>();
  const run = async (what: 'verify' | 'anchor') => {
    setBusy(what);
    setProblem(undefined);
    try {
      if (what === 'verify') setVerified(await verifyChain());
      else {
        await anchorChain();
        void message.success(say(words.anchored));
      }
      chain.reload();
    } catch (cause) {
      setProblem(problemFrom(cause));
    }
    setBusy(undefined);
  };
  return (
    <section className="sheet" aria-labelledby="chain-title">
      <div className="sheet-head">
        <h2 id="chain-title">{say(words.chain)}</h2>
        <span className="actions">
          <Button type="primary" disabled={busy !== undefined} onClick={() => void run('verify')}>
            {say(busy === 'verify' ? words.verifying : words.verify)}
          </Button>
          <Button disabled={busy !== undefined} onClick={() => void run('anchor')}>
            {say(words.anchor)}
          </Button>
        </span>
      </div>
      <p className="hint">{say(words.verifyHint)}</p>
      {problem && <ProblemNote problem={problem} />}
      <div aria-live="polite">{verified && <Verified result={verified} />}</div>
      <Loaded resource={chain} rows={4}>
        {(value) => <Standing chain={value} />}
      </Loaded>
    </section>
  );
}

const levels = { none: 'due-good', fresh: '', warning: 'due-warn', red: 'due-bad' } as const;

function Standing({ chain }: { readonly chain: ChainView }) {
  const say = useSay();
  const name = useAgencyName();
  const { head, unanchored, lastAnchor, disputes } = chain;
  const rows: [string, ReactNode][] = [
    [
      say(words.head),
      head ? (
        <>
          {say(words.headText, { seq: head.seq, time: shanghaiTime(head.at) })}
          <div className="code hash">{head.hash}</div>
        </>
      ) : (
        say(words.headNone)
      ),
    ],
    [
      say(words.unsealed),
      <span key="pending" className={chain.pending > 0 ? 'due-warn' : 'due-good'}>
        {say(words.unsealedText, { count: chain.pending })}
      </span>,
    ],
    [
      say(words.unanchored),
      <span key="anchor" className={levels[unanchored.level]}>
        {unanchored.count === 0
          ? say(words.unanchoredNone)
          : say(words.unanchoredText, {
              count: unanchored.count,
              hours: (unanchored.ageSeconds / 3_600).toFixed(1),
            })}
      </span>,
    ],
    [
      say(words.lastAnchor),
      lastAnchor
        ? `${say(words.headText, { seq: lastAnchor.seq, time: shanghaiTime(lastAnchor.at) })} · ${lastAnchor.peers.map(name).join('、')}`
        : say(words.never),
    ],
    [
      say(words.disputes),
      disputes.length === 0 ? (
        <span className="due-good">{say(words.disputesNone)}</span>
      ) : (
        <ul>
          {disputes.map((dispute) => (
            <li key={`${dispute.peer}/${dispute.seq}`} className="due-bad">
              {say(words.disputeText, { peer: name(dispute.peer), seq: dispute.seq })}
            </li>
          ))}
        </ul>
      ),
    ],
  ];
  return <Facts rows={rows} />;
}

function Verified({ result }: { readonly result: VerificationView }) {
  const say = useSay();
  const name = useAgencyName();
  const { intact, entries, broken, findings, witnesses } = result;
  const seconds = result.seconds.toFixed(1);
  return (
    <Alert
      type={intact ? 'success' : 'error'}
      showIcon={false}
      title={say(intact ? words.intact : words.broken, { entries, broken, seconds })}
      description={
        <>
          <ul>
            {findings.slice(0, 50).map((finding, index) => (
              <li key={index}>
                {say(words.finding, { seq: finding.seq, what: say(findingWords[finding.kind]) })}
                {finding.about !== null && say(words.findingAbout, { about: finding.about })}
              </li>
            ))}
          </ul>
          {witnesses.length > 0 && (
            <>
              <strong>{say(words.witnesses)}</strong>
              <ul>
                {witnesses.map((witness) => (
                  <li key={witness.peer}>
                    {name(witness.peer)}:{' '}
                    {witness.agrees === null
                      ? say(words.witnessSilent)
                      : say(witness.agrees ? words.witnessAgrees : words.witnessDisagrees, { heads: witness.heads })}
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      }
    />
  );
}
