import { defineConfig } from 'rolldown';

// Run with a service's folder as the working directory. Libraries are inlined from source; npm packages stay outside.
const inlined = (id) =>
  id.startsWith('.') || id.startsWith('/') || id.startsWith('@sup/') || id.startsWith('@oxc-project/runtime');

export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  tsconfig: '../../tsconfig.base.json',
  external: (id) => !inlined(id),
  output: { file: 'dist/main.js', format: 'esm', sourcemap: true, keepNames: true, codeSplitting: false },
});
