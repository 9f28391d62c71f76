import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Plant, PlantedWorkspace, type Report } from './planted.workspace.ts';

jest.setTimeout(300_000);

const boundary = '@nx/enforce-module-boundaries';
const imports = (name: string, from: string) =>
  `import * as planted from '${from}';\nexport const ${name} = planted;\n`;

/** Each rule of the architecture with a violation that it, and not another, must report; and what stays permitted. */
const plants: readonly Plant[] = [
  plant(
    'the kernel imports a contract',
    'libs/kernel/src/planted-contract.ts',
    imports('x', '@sup/contracts'),
    'eslint',
    boundary,
  ),
  plant('the kernel imports an npm package', 'libs/kernel/src/planted-npm.ts', imports('x', 'zod'), 'eslint', boundary),
  plant(
    'contracts import a platform library',
    'libs/contracts/src/planted-platform.ts',
    imports('x', '@sup/messaging'),
    'eslint',
    boundary,
  ),
  plant(
    'contracts import another npm package',
    'libs/contracts/src/planted-npm.ts',
    imports('x', 'pg'),
    'eslint',
    boundary,
  ),
  plant(
    'a platform library imports a capability',
    'libs/messaging/src/planted-capability.ts',
    imports('x', '@sup/referrals'),
    'eslint',
    boundary,
  ),
  plant(
    'a platform library imports an app',
    'libs/hosting/src/planted-app.ts',
    imports('x', '../../../apps/unit-review/src/app.module.ts'),
    'eslint',
    boundary,
  ),
  plant(
    'a capability imports an app',
    'libs/referrals/src/service/planted-app.ts',
    imports('x', '../../../../apps/unit-review/src/app.module.ts'),
    'eslint',
    boundary,
  ),
  plant(
    'an app imports another app',
    'apps/unit-review/src/planted-app.ts',
    imports('x', '../../committee-supervision/src/app.module.ts'),
    'eslint',
    boundary,
  ),
  plant(
    'production code imports the test fixtures',
    'libs/referrals/src/service/planted-testing.ts',
    imports('x', '@sup/testing'),
    'eslint',
    boundary,
  ),
  plant(
    'another project is reached by a relative path',
    'libs/referrals/src/service/planted-relative.ts',
    imports('x', '../../../kernel/src/index.ts'),
    'eslint',
    boundary,
  ),
  plant(
    'a library spells an agency',
    'libs/referrals/src/service/planted-agency.ts',
    "export const x = 'police-c';\n",
    'eslint',
    'no-restricted-syntax',
  ),
  plant(
    'a library spells an app',
    'libs/hosting/src/planted-app-name.ts',
    "export const x = 'unit-review';\n",
    'eslint',
    'no-restricted-syntax',
  ),
  plant(
    'a protocol spells an agency',
    'libs/referrals/src/protocol/planted-agency.ts',
    "export const x = 'plc';\n",
    'eslint',
    'no-restricted-syntax',
  ),
  plant(
    'a protocol makes a Date',
    'libs/referrals/src/protocol/planted-date.ts',
    'export const x = () => new Date();\n',
    'eslint',
    'no-restricted-syntax',
  ),
  plant(
    'a protocol reads the clock',
    'libs/referrals/src/protocol/planted-now.ts',
    'export const x = () => Date.now();\n',
    'eslint',
    'no-restricted-syntax',
  ),
  plant(
    'a protocol rolls dice',
    'libs/deadlines/src/protocol/planted-random.ts',
    'export const x = () => Math.random();\n',
    'eslint',
    'no-restricted-syntax',
  ),
  plant(
    'a protocol reads the environment',
    'libs/referrals/src/protocol/planted-env.ts',
    'export const x = process.env;\n',
    'eslint',
    'no-restricted-globals',
  ),
  plant(
    'a protocol waits',
    'libs/referrals/src/protocol/planted-wait.ts',
    'setTimeout(() => undefined, 1);\n',
    'eslint',
    'no-restricted-globals',
  ),
  plant(
    'an `any`',
    'libs/referrals/src/service/planted-any.ts',
    'export const x = (y: any): string => String(y);\n',
    'eslint',
    '@typescript-eslint/no-explicit-any',
  ),
  plant(
    'six parameters',
    'libs/referrals/src/service/planted-params.ts',
    'export const x = (a: number, b: number, c: number, d: number, e: number, f: number) => a + b + c + d + e + f;\n',
    'eslint',
    'max-params',
  ),
  plant(
    'a file of 401 lines',
    'libs/referrals/src/service/planted-long.ts',
    `${Array.from({ length: 401 }, (_, n) => `export const x${n} = ${n};`).join('\n')}\n`,
    'eslint',
    'max-lines',
  ),
  plant(
    'a function of 71 lines',
    'libs/referrals/src/service/planted-function.ts',
    `export function x(): number {\n  let y = 0;\n${'  y += 1;\n'.repeat(69)}  return y;\n}\n`,
    'eslint',
    'max-lines-per-function',
  ),
  plant(
    'an app may import a capability',
    'apps/unit-review/src/planted-permitted.ts',
    imports('x', '@sup/referrals'),
    'eslint',
    null,
  ),
  plant(
    'a spec may import the fixtures',
    'libs/referrals/src/service/planted-permitted.spec.ts',
    imports('x', '@sup/testing'),
    'eslint',
    null,
  ),

  plant(
    'a protocol imports a store',
    'libs/referrals/src/protocol/planted-store.ts',
    imports('x', '../store/planted-target.ts'),
    'depcruise',
    'protocol-is-pure',
  ),
  plant(
    'a protocol imports an npm package',
    'libs/referrals/src/protocol/planted-npm.ts',
    imports('x', 'zod'),
    'depcruise',
    'protocol-is-pure',
  ),
  plant(
    'a protocol imports a platform protocol',
    'libs/referrals/src/protocol/planted-platform.ts',
    imports('x', '@sup/deadlines/protocol'),
    'depcruise',
    'protocol-is-pure',
  ),
  plant(
    'a store imports a service',
    'libs/referrals/src/store/planted-service.ts',
    imports('x', '../service/planted-target.ts'),
    'depcruise',
    'store-faces-inward',
  ),
  plant(
    'a service imports HTTP',
    'libs/referrals/src/service/planted-http.ts',
    imports('x', '../http/planted-target.ts'),
    'depcruise',
    'service-faces-inward',
  ),
  plant(
    'HTTP imports a store',
    'libs/referrals/src/http/planted-store.ts',
    imports('x', '../store/planted-target.ts'),
    'depcruise',
    'http-does-not-meet',
  ),
  plant(
    'messages import HTTP',
    'libs/referrals/src/messages/planted-http.ts',
    imports('x', '../http/planted-target.ts'),
    'depcruise',
    'messages-do-not-meet',
  ),
  plant(
    'the console imports a server library',
    'apps/console/src/planted-server.ts',
    imports('x', '@sup/hosting'),
    'depcruise',
    'console-sees-protocol-only',
  ),
  plant(
    'a library is entered by the window',
    'apps/unit-review/src/planted-window.ts',
    imports('x', '../../../libs/kernel/src/ids.ts'),
    'depcruise',
    'one-door',
  ),
  plant(
    'production imports a spec',
    'libs/referrals/src/service/planted-spec.ts',
    imports('x', './planted-permitted.spec.ts'),
    'depcruise',
    'production-does-not-import-tests',
  ),
  plant(
    'an import that leads nowhere',
    'libs/referrals/src/service/planted-nowhere.ts',
    imports('x', './is-not-here.ts'),
    'depcruise',
    'resolved',
  ),
  plant(
    'a circle',
    'libs/kernel/src/planted-circle-a.ts',
    imports('x', './planted-circle-b.ts'),
    'depcruise',
    'no-circular',
  ),
];

/** Files the plants above lean on; themselves clean. */
const targets: readonly Plant[] = [
  ...['store', 'service', 'http'].map((folder) =>
    plant('target', `libs/referrals/src/${folder}/planted-target.ts`, 'export const target = 1;\n', 'depcruise', null),
  ),
  plant('target', 'libs/kernel/src/planted-circle-b.ts', imports('y', './planted-circle-a.ts'), 'depcruise', null),
];

let workspace: PlantedWorkspace;
const reports: Record<Plant['tool'], Report[]> = { eslint: [], depcruise: [] };

beforeAll(() => {
  workspace = new PlantedWorkspace();
  const permitted = plants.filter(({ rule }) => rule === null);
  const violations = plants.filter(({ rule }) => rule !== null);
  // What is permitted is judged first: a violation makes a circle in the graph that would be reported everywhere.
  workspace.plant(permitted);
  reports.eslint = workspace.eslint(permitted.map(({ file }) => file));
  workspace.plant([...violations, ...targets]);
  reports.eslint.push(...workspace.eslint(violations.filter(({ tool }) => tool === 'eslint').map(({ file }) => file)));
  reports.depcruise = workspace.depcruise();
});
afterAll(() => workspace?.remove());

describe('each rule of the architecture reports the violation planted for it', () => {
  it.each(plants.filter(({ rule }) => rule !== null))('$title → $rule', ({ file, tool, rule }) => {
    expect(reports[tool].filter((report) => report.file === file).map((report) => report.rule)).toContain(rule);
  });
});

describe('and permits what is permitted', () => {
  it.each(plants.filter(({ rule }) => rule === null))('$title', ({ file, tool }) => {
    expect(reports[tool].filter((report) => report.file === file)).toEqual([]);
  });

  it('every dependency-cruiser report in the workspace is one that was planted', () => {
    const unplanted = reports.depcruise.filter(({ file }) => !file.includes('planted-'));
    expect(unplanted).toEqual([]);
  });
});

function plant(title: string, file: string, code: string, tool: Plant['tool'], rule: string | null): Plant {
  return { title, file, code, tool, rule };
}
