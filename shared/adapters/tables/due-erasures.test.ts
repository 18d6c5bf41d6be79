import { dueErasuresContract } from '../../../tests/support/due-erasures-contract.ts';
import { testTables } from '../../../tests/support/tables.ts';
import { makeDueErasures } from './due-erasures.ts';

dueErasuresContract(async () => makeDueErasures((await testTables()).index));
