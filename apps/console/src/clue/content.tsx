import {
  caseProcedures,
  causes,
  clueChannels,
  classifications,
  reasonCodes,
  refusedClassifications,
  reporterKinds,
} from '@sup/contracts';
import { clueStatuses, disposalKinds, severities } from '@sup/clues/protocol';
import { type ReactNode } from 'react';
import { type ClueView } from '../api/clues.views.ts';
import { codeText } from '../intake/intake.rules.ts';
import { clueWords as words } from '../language/clue.words.ts';
import { otherCodeWords } from '../language/intake.words.ts';
import { useJoin, useSay } from '../language/language.tsx';
import { caseStageWords } from '../language/record.words.ts';
import { Grid } from '../parts/grid.tsx';
import { useAgencyName } from '../parts/workplace.tsx';
import { Facts } from '../referral/preview-sheet.tsx';
import { Link } from '../route/router.tsx';
import { ClueFiles } from './files.tsx';

/** What was reported, about whom, and how it came in. */
export function Content({ view }: { readonly view: ClueView }) {
  const say = useSay();
  return (
    <>
      <section className="sheet" aria-labelledby="content-title">
        <h2 id="content-title">{say(words.content)}</h2>
        <p className="prose">{view.facts || say(words.noFacts)}</p>
        <Marks view={view} />
        <h3>{say(words.persons)}</h3>
        <Persons view={view} />
        <ClueFiles view={view} />
      </section>
      <Source view={view} />
    </>
  );
}

function Marks({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const join = useJoin();
  const { relatedCase } = view;
  const codes = view.misconductCodes.map((code) => (
    <div key={code}>
      <span className="code">{code}</span> {say(codeText(code, otherCodeWords))}
    </div>
  ));
  const rows: [string, ReactNode][] = [];
  if (codes.length > 0) rows.push([say(words.codes), codes]);
  if (view.causes.length > 0) rows.push([say(words.causes), join(view.causes.map((code) => say(causes[code])))]);
  if (relatedCase)
    rows.push([
      say(words.relatedCase),
      [relatedCase.caseNo, say(caseProcedures[relatedCase.procedure]), say(caseStageWords[relatedCase.stage])]
        .filter(Boolean)
        .join(' · '),
    ]);
  return rows.length > 0 ? <Facts rows={rows} /> : null;
}

function Persons({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const join = useJoin();
  const { persons } = view.subject;
  if (persons.length === 0) return <p className="hint">{say(words.noPersons)}</p>;
  return (
    <Grid
      heads={[say(words.name), say(words.role), say(words.idNumber), say(words.alias), say(words.marks)]}
      rows={persons.map((person, index) => ({
        key: String(index),
        cells: [
          person.name,
          person.role,
          person.idNumber,
          person.alias,
          join([
            ...(person.leadsUnit ? [say(words.leadsUnit)] : []),
            ...(person.partyMember ? [say(words.partyMember)] : []),
          ]),
        ],
      }))}
    />
  );
}

function Source({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const name = useAgencyName();
  const { reporter, origin } = view;
  const levels = { ...classifications, ...refusedClassifications };
  const reporterText = reporter
    ? [
        say(reporterKinds[reporter.kind]),
        say(reporter.sealed ? words.reporterSealed : words.reporterUnknown),
        reporter.realName && say(words.realName),
        reporter.wantsSecrecy && say(words.wantsSecrecy),
      ]
        .filter(Boolean)
        .join(' · ')
    : say(words.noReporter);
  const rows: [string, ReactNode][] = [
    [say(words.channel), say(clueChannels[view.channel])],
    [say(words.reporter), reporterText],
    [say(words.classification), say(levels[view.classification])],
    [
      say(words.severity),
      [say(severities[view.severity]), view.publicOpinion && say(words.publicOpinion)].filter(Boolean).join(' · '),
    ],
  ];
  if (view.receivedFrom) rows.push([say(words.receivedFrom), name(view.receivedFrom)]);
  if (view.onBehalfOf) rows.push([say(words.onBehalfOf), view.onBehalfOf]);
  return (
    <section className="sheet" aria-labelledby="source-title">
      <h2 id="source-title">{say(words.source)}</h2>
      {origin && (
        <p>
          <Link to={{ page: 'referral', id: origin.referralId }}>
            {say(words.origin, { agency: name(origin.from) })}
          </Link>
        </p>
      )}
      <Facts rows={rows} />
    </section>
  );
}

/** Plan, findings, outcome and disposal, as far as it has come; and how it ended otherwise. */
export function Verification({ view }: { readonly view: ClueView }) {
  const say = useSay();
  const { declined, proposal, outcome, mergedInto } = view;
  const rows: [string, ReactNode][] = [];
  if (declined)
    rows.push(
      [say(words.declined), `${say(reasonCodes[declined.reasonCode])} · ${declined.text}`],
      [say(words.path), declined.path],
    );
  if (mergedInto)
    rows.push([
      say(words.mergedInto),
      <Link key="into" to={{ page: 'clue', id: mergedInto }}>
        {say(words.openOther)}
      </Link>,
    ]);
  if (view.plan)
    rows.push([
      say(words.plan),
      <span key="plan" className="prose">
        {view.plan}
      </span>,
    ]);
  if (view.findings.length > 0) rows.push([say(words.findings), <Findings key="findings" view={view} />]);
  if (proposal)
    rows.push([
      say(words.proposal),
      `${say(clueStatuses[proposal.outcome])} · ${say(proposal.subjectHeard ? words.heard : words.notHeard)}`,
    ]);
  if (outcome) rows.push([say(words.outcome), <strong key="outcome">{say(clueStatuses[outcome])}</strong>]);
  if (view.disposals.length > 0) rows.push([say(words.disposals), <Disposals key="disposals" view={view} />]);
  if (view.reviewOn) rows.push([say(words.reviewOn), view.reviewOn]);
  if (rows.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="verification-title">
      <h2 id="verification-title">{say(words.verification)}</h2>
      <Facts rows={rows} />
    </section>
  );
}

function Findings({ view }: { readonly view: ClueView }) {
  const say = useSay();
  return (
    <ol className="numbered">
      {view.findings.map((finding, index) => (
        <li key={index}>
          <span className="prose">{finding.text}</span>{' '}
          <span className="hint">
            {say(finding.firstHand ? words.firstHand : words.secondHand)}
            {finding.evidenceFileIds.length > 0 &&
              ` · ${say(words.evidence, { count: finding.evidenceFileIds.length })}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Disposals({ view }: { readonly view: ClueView }) {
  const say = useSay();
  return (
    <ol className="numbered">
      {view.disposals.map((disposal, index) => (
        <li key={index}>
          <strong>{say(disposalKinds[disposal.kind])}</strong> <span className="prose">{disposal.text}</span>
        </li>
      ))}
    </ol>
  );
}
