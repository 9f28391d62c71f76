import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const configuration = [
  'package.json',
  'package-lock.json',
  'nx.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'eslint.config.mjs',
  '.dependency-cruiser.cjs',
];
const left = /(^|\/)(node_modules|dist|\.nx|\.network|\.test)(\/|$)/;

/** One planted violation: where it stands, what it says, and the rule that must report it (null: must be permitted). */
export interface Plant {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  readonly tool: 'eslint' | 'depcruise';
  readonly rule: string | null;
}

export interface Report {
  readonly file: string;
  readonly rule: string;
}

/**
 * A copy of this workspace in which violations may be planted. The real tree is never touched, and the copy's packages
 * resolve to the copy: `node_modules` is rebuilt link by link.
 */
export class PlantedWorkspace {
  readonly path: string;

  constructor() {
    mkdirSync(join(root, '.test'), { recursive: true });
    this.path = mkdtempSync(join(root, '.test', 'planted-'));
    for (const file of configuration) cpSync(join(root, file), join(this.path, file));
    for (const folder of ['apps', 'deploy', 'libs', 'tests']) {
      cpSync(join(root, folder), join(this.path, folder), {
        recursive: true,
        filter: (source) => !left.test(source.slice(root.length)),
      });
    }
    this.linkPackages();
  }

  plant(plants: readonly Plant[]): void {
    for (const { file, code } of plants) {
      mkdirSync(dirname(join(this.path, file)), { recursive: true });
      writeFileSync(join(this.path, file), code);
    }
  }

  /** Every eslint report on `files`, after the project graph was written as `npm run check` does. */
  eslint(files: readonly string[]): Report[] {
    this.run('nx', ['graph', '--file=.nx/graph.json']);
    const { stdout } = this.run('eslint', ['--format=json', ...files]);
    const results = JSON.parse(stdout) as {
      filePath: string;
      messages: { ruleId: string | null; message: string }[];
    }[];
    return results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, message }) => ({ file: filePath.slice(this.path.length + 1), rule: ruleId ?? message })),
    );
  }

  /** Every dependency-cruiser violation in the workspace. */
  depcruise(): Report[] {
    const { stdout } = this.run('depcruise', [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'apps',
      'libs',
      'tests',
    ]);
    const output = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    return output.summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name }));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private run(tool: string, args: readonly string[]): { stdout: string } {
    const result = spawnSync(process.execPath, [join(root, 'node_modules', '.bin', tool), ...args], {
      cwd: this.path,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: this.path },
    });
    if (result.error) throw result.error;
    if (!result.stdout && result.status !== 0) throw new Error(`${tool} failed: ${result.stderr}`);
    return { stdout: result.stdout };
  }

  private linkPackages(): void {
    const modules = join(this.path, 'node_modules');
    mkdirSync(join(modules, '@sup'), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (name !== '@sup' && name !== '.cache') symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
    for (const [folder, prefix] of [
      ['apps', ''],
      ['libs', ''],
      ['tests', 'tests-'],
    ] as const) {
      for (const name of readdirSync(join(this.path, folder))) {
        symlinkSync(join(this.path, folder, name), join(modules, '@sup', `${prefix}${name}`));
      }
    }
  }
}
