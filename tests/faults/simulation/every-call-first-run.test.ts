import { everyCallSuite } from './every-call-suite.ts';

await everyCallSuite('a share, an import, its first run');
