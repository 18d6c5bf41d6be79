import { describe, expect, it } from 'vitest';
import { type TokenRefusal, tokenFailure } from './token-refusal.ts';

const refusal = (error: string, number?: number, more: Partial<TokenRefusal> = {}): TokenRefusal => ({
  status: 400,
  error,
  numbers: number === undefined ? [] : [number],
  ...more,
});

describe('a refusal of Entra', () => {
  it.each([
    ['invalid_grant', 65001],
    ['unauthorized_client', 700016],
    ['invalid_client', 650052],
    ['invalid_resource', 500011],
    ['invalid_request', 90002],
    ['unauthorized_client', undefined],
    ['consent_required', undefined],
  ])('%s %s asks for consent', (error, number) => {
    expect(tokenFailure(refusal(error, number), ['User.Read.All'])).toEqual({
      type: 'consent-required',
      missingPermissions: ['User.Read.All'],
    });
  });

  it.each([
    ['interaction_required', 53003, '53003'],
    ['invalid_grant', 530003, '530003'],
    ['access_denied', undefined, 'access_denied'],
    ['interaction_required', 50076, 'interaction_required'],
  ])('%s %s is a block by policy', (error, number, code) => {
    expect(tokenFailure(refusal(error, number), [])).toEqual({ type: 'access-blocked', code });
  });

  it.each([
    ['invalid_client', 7000215, 401],
    ['temporarily_unavailable', 90033, 503],
    ['unknown', undefined, 400],
  ])('%s %s is no fault of the tenant', (error, number, status) => {
    expect(tokenFailure(refusal(error, number, { status }), [])).toEqual({
      type: 'unavailable',
      service: 'entra',
    });
  });

  it('without a time to wait is waited for half a minute, and for an hour at most', () => {
    expect(tokenFailure(refusal('x', 1, { status: 429 }), [])).toMatchObject({ retryAfterSeconds: 30 });
    const long = refusal('x', 1, { status: 429, retryAfterMs: 86_400_000 });
    expect(tokenFailure(long, [])).toMatchObject({ retryAfterSeconds: 3600 });
  });
});
