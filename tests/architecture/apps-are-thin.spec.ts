import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const apps = readdirSync(join(root, 'apps')).filter((name) => name !== 'console');

describe('an app is one agency on one page', () => {
  it.each(apps)('%s has at most 200 lines outside features/', (app) => {
    const source = join(root, 'apps', app, 'src');
    const lines = readdirSync(source, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { name }) => sum + readFileSync(join(source, name), 'utf8').split('\n').length, 0);
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThanOrEqual(200);
  });
});

describe('the root of the repository holds what the customer fixed', () => {
  it('has no folder beside apps, libs, deploy and tests', () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map(({ name }) => name);
    expect(folders.sort()).toEqual(['apps', 'deploy', 'libs', 'tests']);
  });
});
