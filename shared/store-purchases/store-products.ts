import type { PlanId } from '../billing/catalogue.ts';

/**
 * [L1] What the stores sell, and the plan that it is with us. Ids are the same in App Store Connect and in the Play
 * console, and kept with purchases: never rename or remove one. The store sets the price and charges it.
 */
const products = {
  'switchboard.app.monthly': 'app-monthly',
  'switchboard.app.yearly': 'app-yearly',
} as const satisfies Record<string, PlanId>;

/** Undefined for what is none of ours. */
export const planOfProduct = (productId: string): PlanId | undefined =>
  Object.hasOwn(products, productId) ? products[productId as keyof typeof products] : undefined;
