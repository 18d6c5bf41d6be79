import { everyCallSuite } from './every-call-suite.ts';

await everyCallSuite('a night in which something has changed everywhere');
