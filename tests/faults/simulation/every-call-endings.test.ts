import { everyCallSuite } from './every-call-suite.ts';

await everyCallSuite('a share is revoked, an import deleted');
