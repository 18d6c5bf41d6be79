import { randomSuite } from './random-suite.ts';

randomSuite(1001, 500);
