import type { Clock } from '../kernel/clock.ts';
import type { Failure, Throttled } from '../kernel/failures.ts';
import { callerAddress } from './caller-address.ts';
import type { Route } from './contract.ts';
import type { HeaderFields, HeaderReader } from './exchange.ts';
import { type LimitPolicy, limitPolicy, routePolicy } from './limit-policies.ts';
import { networkOf } from './network-of.ts';
import type { Principal } from './principal.ts';
import { type Buckets, makeBuckets } from './rate-limit.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';

export interface RequestLimits {
  /** For one request; without a route it is a question about routes (OPTIONS). */
  begin(route: LimitedRoute | undefined, headers: HeaderReader): Meter;
}

export type LimitedRoute = Pick<Route, 'operationId' | 'method' | 'access' | 'limit'>;

/** The limits of one request, asked in the order of its way. */
export interface Meter {
  /** Before anything is verified or read. */
  enter(): Throttled | undefined;
  /** As soon as it is known who asks; `principal.roles` are those that count. */
  identified(principal: Principal): Throttled | undefined;
  /** What became of it: a guess that failed is counted. */
  ended(failure: Failure | undefined): void;
  /** Of the answer. */
  headers(): HeaderFields;
}

interface Claim {
  readonly policy: LimitPolicy;
  readonly key: string;
  readonly buckets: Buckets;
}

/** Keys kept of each sort: some 5 MB at most. Sorts are apart, so that a flood of addresses drives no tenant out. */
const most = 20_000;

/** Limits by address, tenant and route. One for all routes of an instance. */
export const makeRequestLimits = ({
  clock,
  factor,
}: {
  readonly clock: Clock;
  readonly factor: number;
}): RequestLimits => {
  const addresses = makeBuckets({ clock, most });
  const guesses = makeBuckets({ clock, most });
  const callers = makeBuckets({ clock, most });
  const policy = {
    address: limitPolicy('address', factor),
    failures: limitPolicy('failures', factor),
    public: limitPolicy('public', factor),
    tenant: limitPolicy('tenant', factor),
    operator: limitPolicy('operator', factor),
    users: limitPolicy('users', factor),
  };

  const ofCaller = (route: LimitedRoute, { tenantId, oid, roles }: Principal): readonly Claim[] => {
    const { access } = route;
    const claim = (over: LimitPolicy, key: string): Claim => ({ policy: over, key, buckets: callers });
    if (typeof access === 'object' && access.roles.includes('Operator') && roles.includes('Operator')) {
      return [claim(policy.operator, `operator ${oid}`)];
    }
    if (access === 'user') {
      const own = limitPolicy('user', factor, route.limit?.perMinute);
      return [
        claim(policy.users, `users ${tenantId}`),
        claim(own, `${tenantId} ${oid} ${route.operationId}`),
      ];
    }
    return [
      claim(policy.tenant, tenantId),
      claim(routePolicy(route, factor), `${tenantId} ${route.operationId}`),
    ];
  };

  return {
    begin: (route, headers) => {
      // Calls of the platform itself come past the front end, without an address: they share one.
      const address = callerAddress(headers);
      const network = address === undefined ? 'none' : networkOf(address);
      const guessing = { policy: policy.failures, key: network, buckets: guesses };
      let shown: readonly Claim[] = [];

      /** All of them or none: a call that is refused uses nothing up. */
      const admit = (spent: readonly Claim[], asked: readonly Claim[] = []): Throttled | undefined => {
        const refused = [...spent, ...asked]
          .map((claim) => ({ claim, wait: claim.buckets.look(claim.key, claim.policy).retryAfterSeconds }))
          .filter(({ wait }) => wait > 0)
          .toSorted((a, b) => b.wait - a.wait)[0];
        if (refused === undefined) {
          for (const { buckets, key, policy: over } of spent) buckets.spend(key, over);
          return undefined;
        }
        const { claim, wait } = refused;
        if (!shown.includes(claim)) shown = [claim];
        return { type: 'throttled', retryAfterSeconds: wait, policy: claim.policy };
      };

      return {
        enter: () => {
          const all = { policy: policy.address, key: `all ${network}`, buckets: addresses };
          const page = { policy: policy.public, key: `page ${network}`, buckets: addresses };
          if (route === undefined) return admit([all]);
          if (route.access === 'public') return admit([all, page]);
          shown = [all];
          return admit(shown, [guessing]);
        },
        identified: (principal) => {
          if (route === undefined) return undefined;
          shown = ofCaller(route, principal);
          return admit(shown);
        },
        ended: (failure) => {
          if (failure !== undefined && isGuess(failure)) guesses.spend(network, policy.failures);
        },
        headers: () =>
          rateLimitHeaders(
            shown.map((claim) => ({
              ...claim.policy,
              ...claim.buckets.look(claim.key, claim.policy),
            })),
          ),
      };
    },
  };
};

/** A token that lacks or has expired is no guess: clients forget to renew, and an office shares one address. */
const isGuess = (failure: Failure): boolean =>
  (failure.type === 'unauthenticated' && failure.reason === 'invalid-token') ||
  (failure.type === 'share-unusable' && failure.reason === 'unknown');
