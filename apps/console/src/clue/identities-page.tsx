import { App, Button } from 'antd';
import { type CustodyView, listIdentityRequests, releaseIdentity } from '../api/clues.views.ts';
import { custodyWords as words } from '../language/clue.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { Grid } from '../parts/grid.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { problemFrom, useResource } from '../parts/use-resource.ts';
import { shanghaiTime } from '../time/due.ts';

/** The custodian's queue: who asks, why, on which number. Nothing of the clue, and never the identity itself. */
export function IdentitiesPage() {
  const say = useSay();
  const { language } = useLanguage();
  const { message, modal } = App.useApp();
  const requests = useResource('identity-requests', listIdentityRequests, 20_000);
  const release = ({ clueId, requestId }: CustodyView) =>
    releaseIdentity(clueId, requestId).then(
      () => {
        void message.success(say(words.released));
        requests.reload();
      },
      (cause: unknown) => void message.error(problemFrom(cause).text[language]),
    );
  const ask = (request: CustodyView) =>
    void modal.confirm({
      title: say(words.release),
      content: say(words.releaseAsk),
      okText: say(words.release),
      cancelText: say(shellWords.cancel),
      onOk: () => release(request),
    });
  return (
    <>
      <div className="page-head">
        <h1>{say(words.title)}</h1>
        <span className="hint">{say(words.sees)}</span>
      </div>
      <section className="sheet">
        <Loaded resource={requests}>
          {(value) =>
            value.length === 0 ? (
              <Empty title={say(words.none)} />
            ) : (
              <Grid
                heads={[say(words.clueNo), say(words.by), say(words.at), say(words.reason), say(words.actions)]}
                rows={value.map((request) => ({
                  key: request.requestId,
                  cells: [
                    request.clueNo,
                    request.requestedBy,
                    shanghaiTime(request.requestedAt),
                    request.reason,
                    <Button key="release" size="small" onClick={() => ask(request)}>
                      {say(words.release)}
                      <span className="unseen"> {request.clueNo}</span>
                    </Button>,
                  ],
                }))}
              />
            )
          }
        </Loaded>
      </section>
    </>
  );
}
