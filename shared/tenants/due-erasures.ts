import { type Clock, toIso } from '../kernel/clock.ts';
import type { DueTenants } from '../kernel/due-tenants.ts';

/** [T6] When grace periods end; the tenant names it as `erasedAfter`. */
export type DueErasures = DueTenants;

const day = 24 * 60 * 60 * 1000;

/** The end of a grace period that begins now. */
export const eraseAfter = (deps: { readonly clock: Clock; readonly graceDays: number }): string =>
  toIso(deps.clock.now() + deps.graceDays * day);
