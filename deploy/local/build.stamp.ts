import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Beside apps and libs, what the build reads. */
const files = ['package-lock.json', 'package.json', 'nx.json', 'tsconfig.base.json', 'rolldown.config.mjs'];
const outside = new Set(['node_modules', 'dist', 'coverage', '.nx']);

/**
 * Whether the last build was made of exactly these sources, dirty or not, and still lies as it left it. Asking nx costs
 * seconds; this reads each source once.
 */
export function isBuilt(root: string): boolean {
  const file = stampOf(root);
  return existsSync(file) && readFileSync(file, 'utf8') === state(root);
}

/** Remembers a build that has just ended; `before` is `sources` as it began: what was edited meanwhile is built again. */
export function noteBuilt(root: string, before: string): void {
  if (sources(root) !== before) return;
  mkdirSync(dirname(stampOf(root)), { recursive: true });
  writeFileSync(stampOf(root), state(root));
}

/** One hash over all that the build reads: names and contents. */
export function sources(root: string): string {
  const hash = createHash('sha256');
  const found = ['apps', 'libs'].flatMap((folder) => filesIn(join(root, folder)));
  for (const file of [...files.map((name) => join(root, name)), ...found]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(existsSync(file) ? readFileSync(file) : '')
      .update('\0');
  }
  return hash.digest('hex');
}

function state(root: string): string {
  return `${sources(root)}\n${outputs(root)}`;
}

/** The files of each app's `dist`, by size and time. */
function outputs(root: string): string {
  const written = readdirSync(join(root, 'apps')).flatMap((app) => {
    const dist = join(root, 'apps', app, 'dist');
    return existsSync(dist) ? filesIn(dist) : [`${dist} is absent`];
  });
  return written
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return `${relative(root, file)} ${found?.size} ${found?.mtimeMs}`;
    })
    .join('\n');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !outside.has(name))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

function stampOf(root: string): string {
  return join(root, '.nx', 'built.txt');
}
