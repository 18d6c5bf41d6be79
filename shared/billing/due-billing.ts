import type { DueTenants } from '../kernel/due-tenants.ts';

/** [L12] When something falls due on an account; the account names it as `dueAt`. */
export type DueBilling = DueTenants;
