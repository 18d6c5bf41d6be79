import * as z from 'zod';
import { catalogue } from '../billing/catalogue.ts';

/** [I3] What each plan of mailbox sync allows. Names are kept with accounts: never rename. */
export const plans = {
  standard: catalogue.standard.limits,
  premium: catalogue.premium.limits,
} as const;

export type Plan = keyof typeof plans;
export const planSchema = z.enum(Object.keys(plans) as [Plan, ...Plan[]]);
