import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Agency, type CaseProcedure, agencySchema } from '@sup/contracts';
import { type RouteSuggestion, type RoutedClue, intakePathOf, routeOf } from './routing.rules.ts';
import { routeTable } from './routing.table.ts';

const root = join(import.meta.dirname, '../../../..');
const directory: Agency[] = (
  JSON.parse(readFileSync(join(root, 'deploy/local/agencies.json'), 'utf8')) as unknown[]
).map((one) => agencySchema.parse(one));
const { cases } = JSON.parse(readFileSync(join(root, 'deploy/local/demo/cases.json'), 'utf8')) as { cases: Case[] };

interface Case {
  id: string;
  summaryZh: string;
  source: { channel: RoutedClue['channel']; reporterKind: 'CITIZEN'; realName: boolean };
  receivedBy: string;
  subject: {
    org: string;
    office: string;
    persons: { alias: string; role: string; partyMember: boolean; isUnitLeader: boolean }[];
  };
  misconductCodes: string[];
  caseStage: 'PENDING' | 'CONCLUDED';
  routingPaths: string[];
  steps: { event: string; from: string; to: string }[];
  expected: { forbiddenRecipients?: string[] };
}

const agency = (id: string): Agency => directory.find((one) => one.id === id.toLowerCase())!;
const procedureOf = (codes: string[]): CaseProcedure =>
  codes.some((code) => code.includes('-CO-')) ? 'CIVIL' : 'CRIMINAL';

function clueOf(one: Case): RoutedClue {
  return {
    channel: one.source.channel,
    reporter: { kind: one.source.reporterKind, realName: one.source.realName, wantsSecrecy: false },
    subject: {
      agency: one.subject.org.toLowerCase(),
      office: one.subject.office,
      persons: one.subject.persons.map(({ alias, role, partyMember, isUnitLeader }) => ({
        ...{ name: alias, alias, idNumber: null, role, partyMember, leadsUnit: isUnitLeader },
      })),
    },
    misconductCodes: one.misconductCodes,
    relatedCase: { caseNo: null, stage: one.caseStage, procedure: procedureOf(one.misconductCodes) },
    facts: one.summaryZh,
    classification: 'INTERNAL',
  };
}

/** What the holder of a clue is shown first: the first row, and beside a hand-off what goes with it. */
const shown = (question: Parameters<typeof routeOf>[0]): RouteSuggestion[] => {
  const { all, rule } = routeOf(question);
  return all.slice(0, rule === 'R4' ? 3 : 1);
};

/** The paths a case takes when each agency follows the suggestion in turn, three hands at most. */
function pathsOf(one: Case): Set<string> {
  const clue = clueOf(one);
  const intake = intakePathOf({ clue, own: agency(one.receivedBy) });
  const paths = new Set(intake ? [intake] : []);
  const seen = new Set<string>();
  let holders = [one.receivedBy.toLowerCase()];
  for (let hop = 0; hop < 3; hop += 1) {
    const fresh = [...new Set(holders)].filter((holder) => !seen.has(holder) && agency(holder));
    fresh.forEach((holder) => seen.add(holder));
    const suggested = fresh.flatMap((holder) => shown({ clue, own: agency(holder), directory }));
    suggested.forEach((each) => each.paths.forEach((path) => paths.add(path)));
    holders = suggested.flatMap((each) => each.recipients.map(({ to }) => to));
  }
  return paths;
}

/** Steps by which a case goes to another agency, or an office of one, for handling. */
const handing = [
  ...['CLUE_REFERRED', 'HANDED_OFF', 'EXPLANATION_REQUESTED', 'RECOMMENDATION_ISSUED', 'CORRECTION_NOTICED'],
  ...['FILES_REQUESTED', 'RECONSIDERATION_REQUESTED', 'INSPECTION_PROPOSED', 'INTERFERENCE_SUMMARISED'],
];

describe('the routing suggestion (C14)', () => {
  it.each(cases)('takes $id along its stated paths', (one) => {
    expect([...pathsOf(one)]).toEqual(expect.arrayContaining(one.routingPaths));
  });

  it.each(cases)('sends $id first where the case says it went', (one) => {
    const first = one.steps.find(({ event }) => handing.includes(event))!;
    const holder = agency(first.event === 'RECONSIDERATION_REQUESTED' ? one.receivedBy : first.from);
    const named = shown({ clue: clueOf(one), own: holder, directory }).flatMap(({ recipients }) =>
      recipients.flatMap(({ to, office }) => [to.toUpperCase(), office ?? '']),
    );
    expect(named).toContain(first.to);
  });

  it.each(cases)('never sends $id to an office or a unit it must not reach', (one) => {
    const clue = clueOf(one);
    const led = clue.subject.persons.some(({ leadsUnit }) => leadsUnit);
    for (const own of directory.filter(({ kind }) => kind !== 'information-sharing')) {
      for (const { recipients } of routeOf({ clue, own, directory }).all) {
        const barred = recipients.filter(
          ({ to, office }) =>
            to === clue.subject.agency && (led || (office !== null && office === clue.subject.office)),
        );
        expect(barred).toEqual([]);
      }
    }
  });

  it('hands the people of one’s own house to the discipline group resident there', () => {
    const c20 = cases.find(({ id }) => id === 'C20')!;
    const { recipients, rule } = routeOf({ clue: clueOf(c20), own: agency('police-c'), directory });
    expect([rule, recipients]).toEqual(['R4', [{ to: 'disc-c', office: 'RDG-POLICE-C' }]]);
  });

  const plain = (more: Partial<RoutedClue>): RoutedClue => ({
    ...{ channel: 'COMPLAINT', reporter: { kind: 'CITIZEN', realName: true, wantsSecrecy: false } },
    subject: { agency: 'police-c', office: '派出所', persons: [] },
    ...{ misconductCodes: ['M4-01'], relatedCase: null, facts: '电话不接。', classification: 'INTERNAL' },
    ...more,
  });
  const route = (own: string, more: Partial<RoutedClue>, duplicate = false) => {
    const { rule, recipients, instrument } = routeOf({ clue: plain(more), own: agency(own), directory, duplicate });
    return [rule, recipients.map(({ to }) => to).join(','), instrument];
  };
  const lead = [{ name: '局长', alias: null, idNumber: null, role: '局长', leadsUnit: true, partyMember: true }];

  /** What conditions alone decide: none of these is a case of the file. */
  it.each<[string, string, string, Partial<RoutedClue>]>([
    ['R1', '', 'plc', { classification: 'SECRET' }],
    ['R3', 'police', 'police-c', { subject: { agency: 'police-c', office: '局领导', persons: lead } }],
    ['R4', 'disc', 'plc', { facts: '收受礼金三万元。' }],
    ['R5', 'proc', 'plc', { facts: '民警刑讯逼供。' }],
    ['R6', 'proc-c', 'plc', { misconductCodes: ['M3-PO-01'] }],
    ['R7', 'proc-c', 'plc', { misconductCodes: ['M3-PO-05', 'M3-PO-06'] }],
    ['R7', 'police-c', 'proc-c', { misconductCodes: ['M3-PO-06'] }],
    [
      'R8',
      'court',
      'proc',
      { misconductCodes: ['M3-CO-06'], subject: { agency: 'court', office: '刑庭', persons: [] } },
    ],
    [
      'R9',
      'proc-c',
      'plc',
      { misconductCodes: ['M3-CO-10'], subject: { agency: 'court-c', office: '执行局', persons: [] } },
    ],
    ['R11', 'plc', 'court', { channel: 'INTERFERENCE_RECORD', misconductCodes: ['M2-05'] }],
    [
      'R12',
      'justice',
      'plc',
      { misconductCodes: ['M3-JU-03'], subject: { agency: 'justice-c', office: '司法所', persons: [] } },
    ],
    ['R12', 'police', 'plc', { misconductCodes: ['M3-PO-03'] }],
    ['R13', 'police', 'justice', { channel: 'ADMIN_AGENCY', misconductCodes: ['M4-01'] }],
    ['R14', 'plc', 'court', { channel: 'JOINT_INSPECTION', misconductCodes: ['M4-01'] }],
    [
      'R15',
      'proc',
      'plc',
      { misconductCodes: ['M3-PR-05'], subject: { agency: 'proc-c', office: '二部', persons: [] } },
    ],
    ['R16', 'police-c', 'police', { channel: 'INTERNAL_REVIEW' }],
  ])('%s leads to %s when %s holds it', (rule, to, own, more) => {
    expect(route(own, more).slice(0, 2)).toEqual([rule, to]);
  });

  it('R2 comes before every way out: what is pending already is merged', () => {
    expect(route('plc', {}, true)[0]).toBe('R2');
  });

  it('what the facts deny is not taken for said', () => {
    expect(route('plc', { facts: '经核实未发现收受礼金。' })[0]).toBe('R12');
    expect(route('plc', { facts: '经核实收受礼金。' })[0]).toBe('R4');
  });

  it('the accused’s whole unit is passed over when the accused leads it', () => {
    const subject = { agency: 'police-c', office: '局领导', persons: lead };
    expect(route('plc', { subject })[1]).toBe('police');
    expect(route('proc-c', { subject, misconductCodes: ['M3-PO-01'] })[1]).toBe('police');
  });

  it('every row names its reason in both languages, and some way leads on from it for every kind of holder', () => {
    for (const row of routeTable) {
      expect(row.zh).toMatch(/\p{Script=Han}/u);
      expect(row.en).toMatch(/[a-z]/);
      for (const { kind } of directory) {
        const held = row.when.filter(({ holders }) => !holders || holders.includes(kind));
        const leads = row.ways.some(({ holders, codes }) => !codes && (!holders || holders.includes(kind)));
        expect([row.rule, kind, held.length === 0 || leads]).toEqual([row.rule, kind, true]);
      }
    }
  });
});
