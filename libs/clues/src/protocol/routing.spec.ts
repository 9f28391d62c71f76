import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Agency, type CaseProcedure, agencySchema } from '@sup/contracts';
import { type RoutedClue, intakePathOf, routeOf } from './routing.rules.ts';

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

export function clueOf(one: Case): RoutedClue {
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

/** The paths a case takes when each agency follows the suggestion in turn. */
function pathsOf(one: Case): { paths: Set<string>; firstRecipients: string[]; rules: string[] } {
  const clue = clueOf(one);
  const paths = new Set<string>();
  const rules: string[] = [];
  let firstRecipients: string[] = [];
  const seen = new Set<string>();
  let holders = [one.receivedBy.toLowerCase()];
  for (let hop = 0; hop < 3; hop += 1) {
    const next: string[] = [];
    for (const holder of holders) {
      if (seen.has(holder) || !agency(holder)) continue;
      seen.add(holder);
      const question = { clue, own: agency(holder), directory };
      const routing = routeOf(question);
      const intake = intakePathOf(question);
      if (hop === 0 && intake) paths.add(intake);
      rules.push(`${holder}:${routing.rule}`);
      for (const each of routing.all.slice(0, routing.rule === 'R4' ? 3 : 1)) {
        each.paths.forEach((path) => paths.add(path));
        next.push(...each.recipients.map(({ to }) => to));
      }
      if (hop === 0)
        firstRecipients = routing.all
          .slice(0, routing.rule === 'R4' ? 3 : 1)
          .flatMap((each) => each.recipients.map(({ to }) => to));
    }
    holders = next;
  }
  return { paths, firstRecipients, rules };
}

describe('the routing suggestion', () => {
  it.each(cases)('gives $id its stated paths', (one) => {
    const { paths, firstRecipients, rules } = pathsOf(one);
    console.log(
      one.id,
      one.routingPaths.join(','),
      '|',
      [...paths].join(','),
      '|',
      rules.join(' '),
      '|',
      firstRecipients.join(','),
      '| steps',
      one.steps
        .filter((s) => s.from !== 'CITIZEN')
        .map((s) => s.to)
        .join(','),
    );
    expect([...paths]).toEqual(expect.arrayContaining(one.routingPaths));
  });
});
