import { type AgencyClient } from './agency.client.ts';

/** What the journeys read of a referral; the API answers more. */
export interface ReferralView {
  readonly id: string;
  readonly referralNo: string | null;
  readonly party: string;
  readonly homeStatus: string | null;
  readonly status: string | null;
  readonly revision: number;
  readonly preview: { readonly title: string } | null;
  readonly body: { readonly facts: string } | null;
  readonly commands: readonly string[];
  readonly clocks: readonly { readonly due: { readonly ruleId: string; readonly dueAt: string } }[];
  readonly timeline: readonly TimelineEntry[];
}
export interface TimelineEntry {
  readonly track: string;
  readonly n: number;
  readonly type: string;
  readonly author: string;
  readonly statedAt: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A letter as an intake clerk would write it, about the recipient's own unit. */
export function letter(
  to: string,
  title: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    kind: 'FORWARD',
    instrument: '线索转办函',
    to,
    office: null,
    title,
    classification: 'INTERNAL',
    legalBasis: ['中国共产党政法工作条例第三十二条'],
    requestedAction: 'VERIFY_AND_REPLY',
    unitConcerned: to,
    resultRuleId: 'PLC-URGE-30',
    petition: false,
    sendBy: null,
    reporter: { kind: 'CITIZEN', name: '甲某', contact: '13000000000' },
    body: {
      facts: '反映人称报案后未获答复，要求核查。',
      points: ['是否依法受案', '是否按期答复'],
      subject: {
        agency: to,
        office: '经侦大队',
        persons: [{ alias: '民警A', role: '民警', leadsUnit: false, partyMember: true }],
      },
      misconductCodes: ['M3-PO-01'],
      causes: ['C2'],
      caseStage: 'PENDING',
    },
    fileIds: [],
    supersedes: null,
    ...more,
  };
}

/** The sender's officers draft, approve and send; gives the referral's id. */
export async function send(sender: AgencyClient, draft: Readonly<Record<string, unknown>>): Promise<string> {
  const { id } = await sender.post<ReferralView>('clerk', '/api/referrals', draft);
  await sender.post('head', `/api/referrals/${id}/approve`, {});
  await sender.post('clerk', `/api/referrals/${id}/send`, {});
  return id;
}

/** Waits until the referral stands in `status` at an agency. */
export function seen(agency: AgencyClient, id: string, status: string): Promise<ReferralView> {
  return agency.await<ReferralView>('clerk', `/api/referrals/${id}`, (view) => view.status === status, status);
}

/** What both sides must agree on: every move and note, by whom and when, in the record's order. */
export function history(view: ReferralView): string[] {
  return view.timeline
    .map(({ track, n, type, author, statedAt }) => `${track} ${n} ${type} ${author} ${statedAt}`)
    .sort();
}
