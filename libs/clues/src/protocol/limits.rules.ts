import { type AgencyKind, type ClueChannel } from '@sup/contracts';
import { type Clue, type ClueLimit } from './clue.ts';
import { isLitigation, petitionLimits } from './clue.guards.ts';
import { kindsIn } from './jurisdiction.rules.ts';

interface LimitRow {
  readonly ruleId: string;
  readonly channels: readonly ClueChannel[];
  readonly holders: readonly AgencyKind[];
  /** The instant of receipt counts, not its day: rules of hours. */
  readonly hours?: true;
  readonly realName?: true;
  readonly severity?: 'MAJOR';
  readonly codes?: readonly string[];
}

const everyChannel: readonly ClueChannel[] = [
  'COMPLAINT',
  'PETITION',
  'PROCURATORATE_COMPLAINT',
  'INTERNAL_REVIEW',
  'UNIT_REPORT',
];
const petitioned = kindsIn({
  committee: true,
  police: true,
  court: true,
  justice: true,
  'procuratorate-internal': true,
});
const units = kindsIn({
  police: true,
  court: true,
  justice: true,
  'procuratorate-internal': true,
  procuratorate: true,
});

/** Which limit registration starts, by channel and kind of agency, from receipt (deadline-rules.json). The first that fits. */
const limitTable: readonly LimitRow[] = [
  {
    ruleId: 'PR-NOARREST-RECON-7',
    channels: ['UNIT_REPORT'],
    holders: kindsIn({ procuratorate: true }),
    codes: ['M3-PR-01'],
  },
  {
    ruleId: 'PR-NOPROS-RECON-30',
    channels: ['UNIT_REPORT'],
    holders: kindsIn({ procuratorate: true }),
    codes: ['M3-PR-02'],
  },
  {
    ruleId: 'PR-ACCEPT-7',
    channels: ['PROCURATORATE_COMPLAINT', 'COMPLAINT'],
    holders: kindsIn({ procuratorate: true }),
  },
  { ruleId: 'PR-LETTER-7', channels: ['PETITION'], holders: kindsIn({ procuratorate: true }) },
  { ruleId: 'XF-NOTICE-15', channels: ['COMPLAINT', 'PETITION'], holders: petitioned },
  {
    ruleId: 'DI-ACCEPT-15W',
    channels: ['COMPLAINT', 'PETITION'],
    holders: kindsIn({ discipline: true }),
    realName: true,
  },
  {
    ruleId: 'DI-OPINION-1M',
    channels: ['COMPLAINT', 'PETITION', 'UNIT_REPORT'],
    holders: kindsIn({ discipline: true }),
  },
  { ruleId: 'AE-REVIEW-3', channels: ['ADMIN_AGENCY'], holders: kindsIn({ police: true }) },
  { ruleId: 'IN-RECORD', channels: ['INTERFERENCE_RECORD'], holders: units, hours: true },
  { ruleId: 'IN-PLC', channels: ['INTERFERENCE_RECORD'], holders: kindsIn({ committee: true }) },
  { ruleId: 'PLC-ACK-3W', channels: ['UNIT_REPORT'], holders: kindsIn({ committee: true }) },
  { ruleId: 'PLC-MAJOR-24H', channels: everyChannel, holders: units, hours: true, severity: 'MAJOR' },
];

/** The acts that meet a limit of our own. A limit that is not here is met by hand (`meet-limit`). */
const metBy: Readonly<Record<string, readonly string[]>> = {
  'PR-ACCEPT-7': ['clue.accepted', 'clue.declined', 'clue.redirected', 'clue.referred-out', 'clue.reporter-told'],
  'PR-LETTER-7': ['clue.declined', 'clue.redirected', 'clue.reporter-told'],
  'XF-15': ['clue.accepted', 'clue.declined', 'clue.redirected', 'clue.referred-out'],
  'XF-NOTICE-15': ['clue.declined', 'clue.redirected', 'clue.reporter-told'],
  'DI-ACCEPT-15W': ['clue.declined', 'clue.reporter-told'],
  'PLC-ACK-3W': ['clue.screening-begun', 'clue.accepted', 'clue.declined', 'clue.redirected'],
  'REF-REROUTE-3W': ['clue.referred-out', 'clue.accepted', 'clue.declined', 'clue.redirected', 'clue.merged'],
  'DI-REFER-15W': ['clue.handed-off'],
};

/** The limits that registration should start where the officer states none. */
export function suggestedLimits(
  clue: Pick<Clue, 'channel' | 'receivedAt' | 'reporter' | 'severity' | 'misconductCodes' | 'relatedCase'>,
  holder: AgencyKind,
  receivedOn: string,
): ClueLimit[] {
  const fitting = limitTable.filter(
    (row) =>
      row.channels.includes(clue.channel) &&
      row.holders.includes(holder) &&
      (!row.realName || clue.reporter?.realName === true) &&
      (row.severity === undefined || row.severity === clue.severity) &&
      (row.codes === undefined || row.codes.some((code) => clue.misconductCodes.includes(code))) &&
      !(petitionLimits.includes(row.ruleId) && isLitigation(clue)),
  );
  return fitting.slice(0, 1).map(({ ruleId, hours }) => ({ ruleId, triggerAt: hours ? clue.receivedAt : receivedOn }));
}

/** Whether an act of ours meets a limit. */
export function meets(ruleId: string, act: string): boolean {
  return metBy[ruleId]?.includes(act) ?? false;
}

/** Started when a referral of ours came back: the clue must find another way (REF-REROUTE-3W). */
export const rerouteRule = 'REF-REROUTE-3W';
