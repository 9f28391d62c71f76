import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const banned = /(^|[-.])(common|shared|helpers?|utils?|manager|base|data|info|misc|impl)([-.]|$)/;
const left = new Set(['node_modules', 'dist', '.nx', '.network', '.test']);

it('no file or folder bears a name that says nothing', () => {
  const found = [...walk('apps'), ...walk('libs'), ...walk('tests'), ...walk('deploy')].filter((path) =>
    banned.test(
      path
        .split('/')
        .at(-1)!
        .replace(/\.(ts|tsx|mjs|json|md)$/, ''),
    ),
  );
  expect(found).toEqual([]);
});

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (left.has(entry.name)) continue;
    const path = `${folder}/${entry.name}`;
    yield path;
    if (entry.isDirectory()) yield* walk(path);
  }
}
