import type { DueErasures } from '../../tenants/due-erasures.ts';
import { makeDueTenants } from './due-tenants.ts';
import type { Table } from './table.ts';

const prefix = 'erasure-due';
export const dueErasuresPrefix = `${prefix}|`;

/** [T6] Ends of grace periods. */
export const makeDueErasures = (table: Table): DueErasures => makeDueTenants(table, { prefix, by: 'day' });
