import { setTimeout as wait } from 'node:timers/promises';
import { type AgencyClient, Refused, type ReferralView, letter } from '@sup/deploy';

/**
 * Officers who do not give up: an act whose answer was lost is looked up before it is tried again, so that no test
 * effect is counted twice by the load itself.
 */
export class StubbornOfficers {
  private readonly sender: AgencyClient;
  private readonly receiver: AgencyClient;

  constructor(sender: AgencyClient, receiver: AgencyClient) {
    this.sender = sender;
    this.receiver = receiver;
  }

  /** Drafts, approves and sends one referral; gives its id once the sender's service says that it is sent. */
  async send(title: string): Promise<string> {
    const draft = letter(this.receiver.agency.id, title);
    const { id } = await insist(() => this.sender.post<ReferralView>('clerk', '/api/referrals', draft));
    await this.until(this.sender, id, ({ homeStatus }) => homeStatus !== 'draft', 'head', 'approve', {});
    await this.until(this.sender, id, ({ homeStatus }) => homeStatus === 'sent', 'clerk', 'send', {});
    return id;
  }

  /** The receiver signs for it, accepts and answers; the sender approves and strikes off. */
  async carryToTheEnd(id: string): Promise<void> {
    const { receiver, sender } = this;
    await this.until(receiver, id, past(['delivered']), 'clerk', 'acknowledge', {});
    await this.until(receiver, id, past(['delivered', 'acknowledged']), 'head', 'accept', { declinedPoints: [] });
    const answer = { outcome: 'EXPLAINED', text: '已办理。', instrument: null };
    await this.until(
      receiver,
      id,
      past(['delivered', 'acknowledged', 'accepted', 'handling']),
      'handler',
      'result',
      answer,
    );
    await this.until(
      sender,
      id,
      ({ status }) => status === 'approved' || status === 'struck-off',
      'head',
      'approve-result',
      { remark: '同意', placedPoints: [] },
    );
    await this.until(sender, id, ({ status }) => status === 'struck-off', 'head', 'strike-off', { remark: '' });
  }

  private async until(
    agency: AgencyClient,
    id: string,
    done: (view: ReferralView) => boolean,
    ...[role, command, body]: ['clerk' | 'handler' | 'head', string, unknown]
  ): Promise<void> {
    const path = `/api/referrals/${id}`;
    for (;;) {
      const view = await insist(() => agency.get<ReferralView>(role, path));
      if (done(view)) return;
      await agency.post(role, `${path}/${command}`, body).catch(() => wait(200));
    }
  }
}

/** Tries again while the service is away, the record has not arrived, or the network is busy. */
export async function insist<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const passing =
        !(error instanceof Refused) || error.status >= 500 || error.status === 404 || error.status === 429;
      if (!passing) throw error;
      await wait(200);
    }
  }
}

/** Runs `work` over `items`, `width` at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function past(statuses: readonly string[]): (view: ReferralView) => boolean {
  return ({ status }) => status !== null && status !== 'sent' && !statuses.includes(status);
}
