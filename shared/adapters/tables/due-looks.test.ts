import { dueLooksContract } from '../../../tests/support/due-looks-contract.ts';
import { testTables } from '../../../tests/support/tables.ts';
import { makeDueLooks } from './due-looks.ts';

dueLooksContract(async () => makeDueLooks((await testTables()).index));
