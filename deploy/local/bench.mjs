import { runUnderPinnedNode } from './bootstrap.mjs';

runUnderPinnedNode('deploy/local/bench.ts');
