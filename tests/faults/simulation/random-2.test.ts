import { randomSuite } from './random-suite.ts';

randomSuite(501, 500);
