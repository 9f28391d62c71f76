import { runUnderPinnedNode } from './bootstrap.mjs';

runUnderPinnedNode('deploy/local/demo.ts');
