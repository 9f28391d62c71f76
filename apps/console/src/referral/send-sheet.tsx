import { type ReferralView } from '../api/referrals.views.ts';
import { useSay } from '../language/language.tsx';
import { recordWords as words } from '../language/record.words.ts';
import { PreviewSheet } from './preview-sheet.tsx';

/** Before sending: the very sheet the receiver will have before it accepts, and what it will not have. */
export function SendSheet({ view }: { readonly view: ReferralView }) {
  const say = useSay();
  return (
    <div className="send-sheet">
      <p>
        <strong>{say(words.sendReceiverSees)}</strong>
      </p>
      {view.preview && <PreviewSheet view={view} preview={view.preview} />}
      <p>{say(words.sendThen)}</p>
      <p>{say(words.sendReporter)}</p>
    </div>
  );
}
