import * as z from 'zod';

/** [I3] What each plan of mailbox sync allows. Names are kept with accounts: never rename. */
export const plans = {
  standard: { runsPerDay: 1 },
  premium: { runsPerDay: 24 },
} as const satisfies Record<string, { readonly runsPerDay: number }>;

export type Plan = keyof typeof plans;
export const planSchema = z.enum(Object.keys(plans) as [Plan, ...Plan[]]);
