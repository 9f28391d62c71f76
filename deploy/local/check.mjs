import { runUnderPinnedNode } from './bootstrap.mjs';

runUnderPinnedNode('deploy/local/check.ts');
