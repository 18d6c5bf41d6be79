import type { DueBilling } from '../../billing/due-billing.ts';
import { makeDueTenants } from './due-tenants.ts';
import type { Table } from './table.ts';

/** [L12] Terms that begin and months that close, by the hour: midnight is at another hour from zone to zone. */
export const makeDueBilling = (table: Table): DueBilling =>
  makeDueTenants(table, { prefix: 'billing-due', by: 'hour' });
