import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** `node bundle.mjs <program.ts> <file.mjs>`: bundles a program as a service is, so that a plain node can run it. */
const [input, file] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../../../..');
const inlined = (id) =>
  id.startsWith('.') || id.startsWith('/') || id.startsWith('@sup/') || id.startsWith('@oxc-project/runtime');
const built = await rolldown({
  input: resolve(input),
  platform: 'node',
  tsconfig: join(root, 'tsconfig.base.json'),
  external: (id) => !inlined(id),
  logLevel: 'silent',
});
await built.write({ file, format: 'esm', keepNames: true, codeSplitting: false });
