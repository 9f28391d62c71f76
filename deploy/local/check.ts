import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `npm run check`: all that needs no server. Every part runs even when one fails. */
const root = resolve(import.meta.dirname, '../..');
const jest = [
  'jest',
  '--testPathIgnorePatterns',
  '/node_modules/',
  '\\.int\\.spec\\.ts$',
  '\\.e2e\\.spec\\.ts$',
  'tests/protocol',
];
const parts: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  ['format', [['prettier', '--check', '--log-level', 'warn', '.']]],
  // Without the graph the boundary rule skips itself and reports nothing.
  [
    'lint',
    [
      ['nx', 'graph', '--file=.nx/graph.json'],
      ['eslint', '--max-warnings=0', '.'],
    ],
  ],
  ['boundaries', [['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'deploy', 'libs', 'tests']]],
  ['types', [['tsc'], ['tsc', '-p', 'apps/console']]],
  ['rules', [jest]],
];

mkdirSync(join(root, '.nx'), { recursive: true });
const failed: string[] = [];
for (const [name, commands] of parts) {
  const started = Date.now();
  const outcome = commands.map(run).find(({ status }) => status !== 0);
  console.log(`${outcome ? '✗' : '✓'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!outcome) continue;
  failed.push(name);
  console.log(`${outcome.stdout}${outcome.stderr}`);
}
process.exitCode = failed.length === 0 ? 0 : 1;

function run([tool, ...args]: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const program = join(root, 'node_modules', '.bin', tool!);
  return spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
}
