import { classifications, referralKinds, type ReferralPreview, requestedActions } from '@sup/contracts';
import { type ReactNode } from 'react';
import { type ReferralView } from '../api/referrals.views.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { recordWords as words } from '../language/record.words.ts';
import { useWorkplace, useAgencyName } from '../parts/workplace.tsx';
import { useRuleName } from '../time/rule-name.ts';

interface PreviewSheetProps {
  readonly view: Pick<
    ReferralView,
    'referralNo' | 'kind' | 'instrument' | 'requestedAction' | 'parties' | 'resultRuleId'
  >;
  readonly preview: ReferralPreview;
}

/** Exactly what the receiver may see before accepting, drawn as the paper it is. The confirmation of sending uses the same sheet. */
export function PreviewSheet({ view, preview }: PreviewSheetProps) {
  const { referralNo, kind, instrument, requestedAction, resultRuleId } = view;
  const { sender, receiver } = view.parties;
  const say = useSay();
  const name = useAgencyName();
  const ruleName = useRuleName();
  const officeName = useOfficeName();
  return (
    <div className="paper">
      <div className="paper-head">
        <strong>{name(sender)}</strong>
        <span>{instrument}</span>
      </div>
      <div className="paper-no">
        <span>{referralNo ?? say(words.noNumber)}</span>
        <span>{say(classifications[preview.classification])}</span>
      </div>
      <p className="paper-title">{preview.title}</p>
      <Facts
        rows={[
          [say(words.to), name(receiver)],
          [say(words.office), preview.office ? officeName(receiver, preview.office) : say(words.ownOffice)],
          [say(words.kind), say(referralKinds[kind])],
          [say(words.requestedAction), say(requestedActions[requestedAction])],
          [say(words.unitConcerned), name(preview.unitConcerned)],
          [say(words.legalBasis), <Numbered lines={preview.legalBasis} />],
          [say(words.counts), say(words.countsText, { points: preview.pointCount, files: preview.attachmentCount })],
          [say(words.resultRule), ruleName(resultRuleId)],
        ]}
      />
    </div>
  );
}

function Numbered({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return '—';
  return (
    <ol className="numbered">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ol>
  );
}

/** Pairs of label and content. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([label, content]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Names an office inside an agency in the chosen language. */
export function useOfficeName(): (agency: string, office: string) => string {
  const { directory } = useWorkplace();
  const { language } = useLanguage();
  return (agency, office) => {
    const found = directory?.agencies.find((row) => row.id === agency)?.offices.find((row) => row.id === office);
    return found ? (language === 'zh' ? found.nameZh : found.nameEn) : office;
  };
}
