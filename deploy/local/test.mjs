import { runUnderPinnedNode } from './bootstrap.mjs';

runUnderPinnedNode('deploy/local/test.ts');
