import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { type ClueView, type ReporterIdentity, showIdentity } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { clueWords as words, identityStatusWords } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { ProblemNote } from '../parts/states.tsx';
import { problemFrom } from '../parts/use-resource.ts';
import { Facts } from '../referral/preview-sheet.tsx';
import { shanghaiTime } from '../time/due.ts';

/** The officer's own requests for the sealed identity; a released one is shown once and forgotten with the window. */
export function IdentityPanel({ view, onSeen }: { readonly view: ClueView; readonly onSeen: () => void }) {
  const say = useSay();
  const [shown, setShown] = useState<ReporterIdentity>();
  const [problem, setProblem] = useState<ApiProblem>();
  if (view.identityRequests.length === 0 && !shown) return null;
  const show = (requestId: string) => {
    setProblem(undefined);
    showIdentity(view.id, requestId).then(setShown, (cause: unknown) => setProblem(problemFrom(cause)));
  };
  const forget = () => {
    setShown(undefined);
    onSeen();
  };
  return (
    <section className="sheet" aria-labelledby="identity-title">
      <h2 id="identity-title">{say(words.identityRequests)}</h2>
      {problem && <ProblemNote problem={problem} />}
      <ul className="clocks">
        {view.identityRequests.map((request) => (
          <li key={request.requestId}>
            <div>{request.reason}</div>
            <div className="hint">
              {shanghaiTime(request.requestedAt)} · {say(identityStatusWords[request.status])}
            </div>
            {request.status === 'released' && (
              <Button size="small" onClick={() => show(request.requestId)}>
                {say(words.identityShow)}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {shown && (
        <Modal
          open
          title={say(words.identity)}
          onCancel={forget}
          mask={{ closable: false }}
          footer={<Button onClick={forget}>{say(shellWords.close)}</Button>}
        >
          <div className="form">
            <Alert type="warning" showIcon={false} title={say(words.identityOnce)} />
            <Facts
              rows={[
                [say(words.identityName), shown.name || say(words.identityNone)],
                [say(words.identityContact), shown.contact ?? say(words.identityNone)],
                [say(words.identityNumber), shown.idNumber ?? say(words.identityNone)],
              ]}
            />
          </div>
        </Modal>
      )}
    </section>
  );
}
