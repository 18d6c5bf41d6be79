import type { DueBilling } from '../../billing/due-billing.ts';
import { makeDueTenants } from './due-tenants.ts';
import type { Table } from './table.ts';

const prefix = 'billing-due';
export const dueBillingPrefix = `${prefix}|`;

/** [L12] Terms that begin and months that close, by the hour: midnight is at another hour from zone to zone. */
export const makeDueBilling = (table: Table): DueBilling => makeDueTenants(table, { prefix, by: 'hour' });
