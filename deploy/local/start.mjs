import { runUnderPinnedNode } from './bootstrap.mjs';

runUnderPinnedNode('deploy/local/start.ts');
