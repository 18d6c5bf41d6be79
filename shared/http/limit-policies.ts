import type { Quota } from './rate-limit.ts';

export interface LimitPolicy extends Quota {
  readonly name: LimitName;
}

export type LimitName = keyof typeof perMinute;
export type LimitClass = 'reading' | 'changing' | 'expensive';

/** What a contract may say of its own limit: another class than its method's, and another figure. */
export interface RouteLimit {
  readonly class: LimitClass;
  readonly perMinute?: number;
}

/** Calls a minute. A test run of the demonstration needs a tenth; a portal with a screen of lists a twentieth. */
const perMinute = {
  /** All calls of a network address: offices share one, so this only keeps floods off. */
  address: 1800,
  /** Tokens that nobody issued and share ids that nobody made, by address: guessing is slowed. */
  failures: 30,
  /** Pages without sign-in, by address. */
  public: 120,
  /** All calls of a tenant. */
  tenant: 600,
  /** All calls of one person at the operator's, in place of any tenant's limit: support is needed most when all is busy. */
  operator: 1200,
  /** All calls of the app in a tenant, apart from the administrators' own: a company of 5,000 phones with one call each. */
  users: 6000,
  /** The app, by user and route: a phone asks who calls, and now and then what has changed. */
  user: 60,
  /** By tenant and route. */
  reading: 300,
  changing: 60,
  /** What makes calls to other services, starts work, or reads a share in full. */
  expensive: 10,
} as const;

const windowSeconds = 60;

/** `factor` scales all figures (setting SWITCHBOARD_RATE_LIMIT_FACTOR). */
export const limitPolicy = (
  name: LimitName,
  factor: number,
  quota: number = perMinute[name],
): LimitPolicy => ({ name, quota: Math.max(1, Math.round(quota * factor)), windowSeconds });

/** A route's own policy: what it says, else by its method. */
export const routePolicy = (
  route: { readonly method: string; readonly limit?: RouteLimit },
  factor: number,
): LimitPolicy => {
  const { class: name, perMinute: quota } = route.limit ?? {
    class: route.method === 'GET' ? 'reading' : 'changing',
  };
  return limitPolicy(name, factor, quota);
};
