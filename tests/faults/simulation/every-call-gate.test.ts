import { everyCallSuite } from './every-call-suite.ts';

await everyCallSuite('most of a share leaves');
