import { describe, expect, it } from 'vitest';
import type { Throttled } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { admit } from './admission.ts';
import type { Route } from './contract.ts';
import { limitPolicy } from './limit-policies.ts';
import type { Principal } from './principal.ts';
import type { Meter } from './request-limits.ts';
import { operatorTenant, user } from './testing/bench.ts';
import { shareRoute } from './testing/share-route.ts';

const trace = { correlationId: 'call-1', language: 'de' } as const;
const throttled: Throttled = {
  type: 'throttled',
  retryAfterSeconds: 7,
  policy: limitPolicy('tenant', 1),
};

const meterOf = (answers: Partial<Pick<Meter, 'enter' | 'identified'>> = {}): Meter => ({
  enter: () => undefined,
  identified: () => undefined,
  ended: () => {},
  headers: () => ({}),
  ...answers,
});

const admitted = (
  as: Principal,
  headers: Readonly<Record<string, string>> = {},
  { meter = meterOf(), route = shareRoute() }: { readonly meter?: Meter; readonly route?: Route } = {},
) => {
  const asked: (string | null)[] = [];
  const deps = {
    authenticate: async (authorization: string | null) => {
      asked.push(authorization);
      return ok(as);
    },
    operatorTenantId: operatorTenant,
  };
  const request = {
    method: 'POST',
    path: '/v1/shares',
    query: new URLSearchParams(),
    params: {},
    headers: new Headers({ authorization: 'Bearer t', ...headers }),
    bytes: async () => new Uint8Array(),
  };
  return admit(route, deps, request, trace, meter).then((result) => ({ result, asked }));
};

describe('[S0] who is let in', () => {
  it('acts in the tenant of his token, as himself, in this act', async () => {
    const { result, asked } = await admitted(user('Admin', 'Operator'));
    expect(asked).toEqual(['Bearer t']);
    expect(result).toStrictEqual(
      ok({
        ctx: {
          tenantId: user().tenantId,
          actor: { kind: 'user', oid: user().oid },
          correlationId: 'call-1',
          language: 'de',
          operation: 'createShare',
        },
        principal: { ...user(), roles: ['Admin'] },
      }),
    );
  });

  it('leaves where he came from, as far as the front end saw it', async () => {
    const { result } = await admitted(user('Admin'), { 'x-forwarded-for': 'evil, 192.0.2.7:443' });
    expect(result).toMatchObject({ value: { ctx: { from: '192.0.2.7' } } });
  });

  it('is nobody at a public route, and no token is looked at', async () => {
    const { result, asked } = await admitted(user(), {}, { route: { ...shareRoute(), access: 'public' } });
    expect(result).toEqual(ok({ ctx: trace, principal: undefined }));
    expect(asked).toEqual([]);
  });
});

describe('who is not let in', () => {
  it('for lack of the scope is told which', async () => {
    const { result } = await admitted({ ...user('Admin'), scopes: [] });
    expect(result).toEqual(err({ type: 'forbidden', needs: ['access_as_user'] }));
  });

  it('for too many calls of his network has no token verified', async () => {
    const { result, asked } = await admitted(
      user('Admin'),
      {},
      { meter: meterOf({ enter: () => throttled }) },
    );
    expect(result).toEqual(err(throttled));
    expect(asked).toEqual([]);
  });

  it('for too many calls of his tenant is told that, whatever he lacks', async () => {
    const seen: Principal[] = [];
    const identified = (principal: Principal) => {
      seen.push(principal);
      return throttled;
    };
    const { result } = await admitted(user('Operator', 'Reader'), {}, { meter: meterOf({ identified }) });
    expect(result).toEqual(err(throttled));
    // Only roles that count, or he would have the operator's limits.
    expect(seen.map(({ roles }) => roles)).toEqual([['Reader']]);
  });
});
