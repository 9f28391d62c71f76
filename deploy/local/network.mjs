import { runUnderPinnedNode } from './bootstrap.mjs';

runUnderPinnedNode('deploy/local/network.ts');
