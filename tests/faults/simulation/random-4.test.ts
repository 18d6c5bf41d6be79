import { randomSuite } from './random-suite.ts';

randomSuite(1501, 500);
