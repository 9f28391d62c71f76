import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBuilt, noteBuilt, sources } from './build.stamp.ts';

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sup-stamp-'));
  write('apps/letters/src/main.ts', 'one');
  write('libs/words/src/index.ts', 'two');
  write('package-lock.json', '{}');
  write('apps/letters/dist/main.js', 'built');
  noteBuilt(root, sources(root));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a build that was noted', () => {
  it('stands while nothing has changed', () => {
    expect(isBuilt(root)).toBe(true);
  });

  it.each([
    ['a source is edited', 'apps/letters/src/main.ts', 'other'],
    ['a source of the same length is written', 'libs/words/src/index.ts', 'owt'],
    ['a source is added', 'libs/words/src/more.ts', ''],
    ['other packages are locked', 'package-lock.json', '{"a":1}'],
    ['its product is written over', 'apps/letters/dist/main.js', 'others'],
  ])('falls when %s', (_, path, text) => {
    write(path, text);
    expect(isBuilt(root)).toBe(false);
  });

  it.each(['apps/letters/dist', 'libs/words/src/index.ts'])('falls when %s is deleted', (path) => {
    rmSync(join(root, path), { recursive: true });
    expect(isBuilt(root)).toBe(false);
  });

  it('is not noted when a source was edited while it ran', () => {
    const before = sources(root);
    write('apps/letters/src/main.ts', 'edited meanwhile');
    noteBuilt(root, before);
    expect(isBuilt(root)).toBe(false);
  });
});
