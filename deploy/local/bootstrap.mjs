// The first step of every command. A fresh clone has no packages and perhaps an old Node: nothing but `node:` is
// imported here. Installs when node_modules is not what the lockfile says, then runs the program under the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Runs `program` (a path from the root) with the arguments of the command line and exits as it exits. */
export function runUnderPinnedNode(program, args = process.argv.slice(2)) {
  if (!isInstalled()) install();
  const pinned = join(root, 'node_modules', '.bin', 'node');
  const child = spawn(
    existsSync(pinned) ? pinned : process.execPath,
    ['--max-semi-space-size=2', '--optimize-for-size', join(root, program), ...args],
    {
      stdio: 'inherit',
      env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}` },
    },
  );
  // The child is in the same process group and hears ctrl-C itself; a signal sent to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** npm writes what it installed, last of all, into a lockfile of its own: compare the two. */
function isInstalled() {
  const written = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(written)) return false;
  const have = JSON.parse(readFileSync(written, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = have[path];
    if (!found) return Boolean(entry.optional || entry.devOptional);
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link;
  });
}

function install() {
  process.stderr.write('Installing packages (first start, about a minute) …\n');
  const result = spawnSync('npm', ['ci', '--strict-allow-scripts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
