import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Launcher, originOf } from './launcher.ts';
import { readState, runningLauncher } from './network.state.ts';

/**
 * `npm start [-- --agencies a,b] [--dir folder] [--no-restart]`: the whole network on this machine until ctrl-C.
 */
const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    agencies: { type: 'string', default: '' },
    dir: { type: 'string', default: join(root, '.network') },
    'no-restart': { type: 'boolean', default: false },
  },
});
const folder = resolve(values.dir);
const started = Date.now();

refuseTwice();
const launcher = await Launcher.prepare({
  folder,
  agencies: values.agencies.split(',').filter(Boolean),
  restarts: !values['no-restart'],
  say: (line) => console.log(line),
}).catch(giveUp);

let asked = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (asked) return;
    asked = true;
    console.log('stopping …');
    void launcher.stop().then(() => process.exit(0));
  });
}
await launcher.start().catch((error: unknown) => {
  if (!asked) giveUp(error);
});
if (!asked) greet();
process.on('SIGUSR2', () => void launcher.takeUpNewAgencies().catch((error: unknown) => console.error(String(error))));

function greet(): void {
  const { seats, demoPassword } = launcher.plan;
  console.log(`\n${seats.length} agencies are ready after ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
  for (const seat of seats)
    console.log(`  ${seat.agency.id.padEnd(16)} ${originOf(seat).padEnd(42)} ${seat.agency.nameZh}`);
  console.log(`
Sign in at any of them as  clerk 内勤 · handler 承办人 · head 负责人 · meeting 集体会议秘书
                           sysadmin 系统管理员 · secadmin 安全管理员 · auditor 审计管理员
Password of every demonstration account here:  ${demoPassword}

Stop with ctrl-C. Elsewhere:  npm run network -- status
`);
}

/** Two launchers on one folder would take each other's database for an orphan. */
function refuseTwice(): void {
  const pid = runningLauncher(readState(folder));
  if (pid !== null) giveUp(new Error(`This network runs already (process ${pid}): see \`npm run network -- status\`.`));
}

function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
