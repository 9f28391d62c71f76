import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A folder for data that the database server's account must reach: `name` inside `root`, or, where that account may not
 * pass through a parent (a clone below a 0700 home, run by root), below /var/tmp. Made when absent.
 */
export function traversableFolder(root: string, name: string): string {
  const folder = process.getuid?.() !== 0 || isOpen(root) ? join(root, name) : join(ownFolder(root), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A folder for downloaded tools: the person's cache, else the clone, else /var/tmp: the first that can be written. */
export function toolsFolder(root: string, name: string): string {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sup-network', name);
  for (const folder of [cache, join(root, '.network', 'tools', name)]) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  const folder = join(ownFolder(root), 'tools', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Whether every account may pass through the folder and all its parents. */
export function isOpen(path: string): boolean {
  const passable = (statSync(path).mode & 0o001) !== 0;
  return passable && (path === dirname(path) || isOpen(dirname(path)));
}

/** /var/tmp is everybody's: what lies there under our name must be a folder of ours, or nothing is put into it. */
function ownFolder(root: string): string {
  const folder = join('/var/tmp', `sup-${process.getuid?.() ?? 0}-${statSync(root).ino}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else`);
  return folder;
}
