import { misconduct } from '@sup/contracts';
import { attachmentHref, type AttachmentView, type ReferralView } from '../api/referrals.views.ts';
import { useJoin, useSay } from '../language/language.tsx';
import { caseStageWords, causeWords, recordWords as words } from '../language/record.words.ts';
import { sizeText } from '../parts/size-text.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { Facts } from './preview-sheet.tsx';

/** The content where this side may read it; otherwise a plain statement that it is sealed, and until when. */
export function ContentSheet({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  if (view.body) return <Content view={view} body={view.body} />;
  const ended = view.status === 'returned' || view.status === 'recalled' || view.status === 'undeliverable';
  const text = view.party === 'arbiter' ? words.arbiterSealed : ended ? words.gone : words.sealed;
  return (
    <section className="sheet sealed" aria-label={say(words.content)}>
      <span className="seal-mark" aria-hidden>
        封
      </span>
      <p>{say(text)}</p>
    </section>
  );
}

function Content({ view, body }: { readonly view: ReferralView; readonly body: NonNullable<ReferralView['body']> }) {
  const say = useSay();
  const name = useAgencyName();
  const declined = new Set(view.declinedPoints.map((point) => point.pointId));
  const persons = body.subject?.persons ?? [];
  const join = useJoin();
  const maskedText = (field: string) =>
    say(field.startsWith('reporter.') ? words.maskedReporter : { zh: field, en: field });
  return (
    <section className="sheet" aria-labelledby="content-title">
      <h2 id="content-title">{say(words.content)}</h2>
      {body.facts && (
        <>
          <h3>{say(words.facts)}</h3>
          <p className="prose">{body.facts}</p>
        </>
      )}
      {body.points && (
        <>
          <h3>{say(words.points)}</h3>
          <ol className="points">
            {body.points.map((point) => (
              <li key={point.id}>
                <span className="point-no">{point.id}</span>
                <span>
                  {point.text}
                  {declined.has(point.id) && <strong className="declined"> （{say(words.declined)}）</strong>}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      <Facts
        rows={[
          [say(words.subject), [name(body.subject?.agency), body.subject?.office].filter(Boolean).join(' · ')],
          ...(persons.length
            ? [
                [
                  say(words.persons),
                  <ul key="persons">
                    {persons.map((person) => (
                      <li key={person.alias}>
                        {[
                          person.alias,
                          person.role,
                          person.leadsUnit && say(words.leadsUnit),
                          person.partyMember && say(words.partyMember),
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </li>
                    ))}
                  </ul>,
                ] as const,
              ]
            : []),
          ...(body.misconductCodes?.length
            ? [
                [
                  say(words.misconduct),
                  <ul key="codes">
                    {body.misconductCodes.map((code) => (
                      <li key={code}>
                        <span className="code">{code}</span> {misconduct[code] ? say(misconduct[code]) : ''}
                      </li>
                    ))}
                  </ul>,
                ] as const,
              ]
            : []),
          ...(body.causes?.length
            ? [[say(words.causes), join(body.causes.map((cause) => say(causeWords[cause])))] as const]
            : []),
          ...(body.caseStage ? [[say(words.caseStage), say(caseStageWords[body.caseStage])] as const] : []),
          ...(body.maskedFields?.length
            ? [[say(words.masked), join([...new Set(body.maskedFields.map(maskedText))])] as const]
            : []),
        ]}
      />
    </section>
  );
}

/** Files that this side may open. Downloads only: nothing from outside is shown inside the console's own page. */
export function Attachments({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  if (!view.body) return null;
  return (
    <section className="sheet" aria-labelledby="attachments-title">
      <h2 id="attachments-title">{say(words.attachments)}</h2>
      {view.attachments.length === 0 ? (
        <p className="hint">{say(words.noAttachments)}</p>
      ) : (
        <Files id={view.id} files={view.attachments} />
      )}
    </section>
  );
}

/** What the sender added later; opens as the body does. */
export function Supplements({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  if (view.supplements.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="supplements-title">
      <h2 id="supplements-title">{say(words.supplements)}</h2>
      {view.supplements.map((supplement) => (
        <div key={supplement.factId} className="supplement">
          <p className="prose">{supplement.text}</p>
          <Files id={view.id} files={supplement.attachments} />
        </div>
      ))}
    </section>
  );
}

function Files({ id, files }: { readonly id: string; readonly files: readonly AttachmentView[] }) {
  const say = useSay();
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.hash}>
          <a
            href={attachmentHref(id, file.hash)}
            download={file.name}
            aria-label={say(words.download, { name: file.name })}
          >
            {file.name}
          </a>
          <span className="hint">
            {sizeText(file.bytes)} · {file.mediaType}
          </span>
        </li>
      ))}
    </ul>
  );
}
