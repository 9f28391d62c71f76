import { defineConfig } from 'rolldown';

// Run with a service's folder as the working directory. Libraries are inlined from source; npm packages stay outside.
const inlined = (id) =>
  id.startsWith('.') || id.startsWith('/') || id.startsWith('@sup/') || id.startsWith('@oxc-project/runtime');

const bundle = (input, file) =>
  defineConfig({
    input,
    platform: 'node',
    tsconfig: '../../tsconfig.base.json',
    external: (id) => !inlined(id),
    output: { file, format: 'esm', sourcemap: true, keepNames: true, codeSplitting: false },
  });

// A thread's program is a file of its own beside the service.
export default [
  bundle('src/main.ts', 'dist/main.js'),
  bundle('../../libs/clues/src/service/workbook.worker.ts', 'dist/workbook.worker.js'),
];
