import { describe } from 'vitest';
import { dueTenantsContract } from '../../../tests/support/due-tenants-contract.ts';
import { testTables } from '../../../tests/support/tables.ts';
import { makeDueBilling } from './due-billing.ts';
import { makeDueErasures } from './due-erasures.ts';

describe('by the day', () => {
  dueTenantsContract(async () => makeDueErasures((await testTables()).index));
});
describe('by the hour', () => {
  dueTenantsContract(async () => makeDueBilling((await testTables()).index));
});
