import { describe, expect, it } from 'vitest';
import { languages } from './language.ts';
import type { ProblemType } from './problem-kind.ts';
import { problemKinds, problemTypes } from './problem-kinds.ts';
import { problemDocument, problemResponse } from './problems.ts';

const asked = { language: 'en', correlationId: 'c1', instance: '/v1/x' } as const;
const exampleOf = (type: ProblemType) => problemKinds[type].example;

describe.each(problemTypes)('the problem %s', (type) => {
  it('is a complete document in both languages', () => {
    const documents = languages.map((language) => problemDocument(exampleOf(type), { ...asked, language }));
    for (const document of documents) {
      expect(document).toMatchObject({
        type: `/problems/${type}`,
        status: problemKinds[type].status,
        correlationId: 'c1',
        instance: '/v1/x',
      });
      expect(document.title).not.toBe('');
      expect(document.detail).toMatch(/\.$/);
    }
    expect(documents[0]?.detail).not.toBe(documents[1]?.detail);
  });

  it('goes out as problem+json in headers that are ASCII', () => {
    const { headers, status } = problemResponse(exampleOf(type), asked);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(headers['content-language']).toBe('en');
    expect(Object.values(headers).join()).toMatch(/^[\x20-\x7e]+$/);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

it('gives the statuses that clients rely on', () => {
  expect(Object.fromEntries(problemTypes.map((type) => [type, problemKinds[type].status]))).toEqual({
    invalid: 400,
    unauthenticated: 401,
    forbidden: 403,
    'not-found': 404,
    conflict: 409,
    stale: 412,
    'precondition-required': 428,
    'unknown-address': 404,
    'method-not-allowed': 405,
    'idempotency-key-reused': 422,
    'request-in-progress': 409,
    'too-large': 413,
    'unsupported-media-type': 415,
    'consent-required': 403,
    'access-blocked': 403,
    'share-unusable': 422,
    'licences-short': 402,
    'licences-in-use': 409,
    'seats-short': 402,
    'subscription-required': 403,
    'start-again': 410,
    throttled: 429,
    unavailable: 503,
    'internal-error': 500,
  });
});

it('tells a field’s rule with its place', () => {
  const problem = {
    type: 'invalid',
    errors: [{ pointer: '/a', rule: 'max-length', params: { max: 3 } }],
  } as const;
  expect(problemDocument(problem, asked)['errors']).toEqual([
    { pointer: '/a', rule: 'max-length', detail: 'Too long. Please shorten it to at most 3 characters.' },
  ]);
});

it('[T2] names the missing permission and the link for an administrator', () => {
  const problem = {
    type: 'consent-required',
    missingPermissions: ['User.Read.All'],
    consentUrl: 'https://consent.example/',
  } as const;
  expect(problemDocument(problem, asked)).toMatchObject({
    missingPermissions: ['User.Read.All'],
    consentUrl: 'https://consent.example/',
    detail: expect.stringContaining('User.Read.All'),
  });
});

it('[T3] sends to the company’s own IT where its policy refuses', () => {
  const problem = { type: 'access-blocked', code: 'AADSTS53003' } as const;
  expect(problemDocument(problem, asked)).toMatchObject({
    code: 'AADSTS53003',
    detail: expect.stringContaining('your IT'),
  });
});

it.each([
  ['missing-token', 'Bearer realm="switchboard"'],
  [
    'expired-token',
    /^Bearer realm="switchboard", error="invalid_token", error_description="The access token has expired/,
  ],
] as const)('challenges after a %s', (reason, expected) => {
  const { headers } = problemResponse({ type: 'unauthenticated', reason }, asked);
  expect(headers['www-authenticate']).toEqual(
    typeof expected === 'string' ? expected : expect.stringMatching(expected),
  );
});

it('names the scope where it is the scope that lacks', () => {
  const { headers } = problemResponse({ type: 'forbidden', needs: ['access_as_user'] }, asked);
  expect(headers['www-authenticate']).toContain('error="insufficient_scope", scope="access_as_user"');
});
