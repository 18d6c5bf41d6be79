import { onTestFinished } from 'vitest';
import { organisations } from '../../seed/organisations.ts';
import { manualClock } from '../entra/fixture.ts';
import { type DynamicsOptions, startDynamicsEmulator } from './server.ts';

export const [organisation = missing(), otherOrganisation = missing()] = organisations;

export function missing(): never {
  throw new Error('The seed lacks it.');
}

export const clientId = 'c11e0000-0000-4000-8000-00000000000a';

/** Tokens of the tests are their claims as JSON in base64url; `expired` stands for itself. */
export const tokenOf = (claims: Readonly<Record<string, unknown>>): string =>
  Buffer.from(JSON.stringify(claims)).toString('base64url');

export const appClaims = {
  aud: `https://${organisation.host}`,
  tid: organisation.tenantId,
  azp: clientId,
};

const verifyToken: DynamicsOptions['verifyToken'] = (bearer, audience) => {
  const token = bearer.replace(/^Bearer /i, '');
  if (token === 'expired') return 'expired';
  const claims = JSON.parse(Buffer.from(token, 'base64url').toString()) as Record<string, unknown>;
  return claims['aud'] === audience ? claims : 'invalid';
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As loosely typed as what a client gets. */
  readonly json: {
    readonly value: readonly Readonly<Record<string, unknown>>[];
    readonly error?: { readonly code: string; readonly message: string };
    readonly [annotation: string]: unknown;
  };
}

/** An emulator on a free port that ends with the test, its clock, and plain calls to the first organisation. */
export async function testDynamics(options: Partial<DynamicsOptions> = {}) {
  const clock = options.clock ?? manualClock();
  const emulator = await startDynamicsEmulator({
    port: 0,
    stateFile: ':memory:',
    organisations,
    clientId,
    verifyToken,
    ...options,
    clock,
  });
  let closed = false;
  const close = async () => {
    if (!closed) await emulator.close();
    closed = true;
  };
  onTestFinished(close);
  const base = `https://${organisation.host}/api/data/v9.2/`;

  /** `path` below the version, or a link out of an answer. */
  const get = async (path: string, prefer = '', token: string = tokenOf(appClaims)): Promise<Answer> => {
    const url = path.startsWith(base) ? path : base + path;
    const response = await fetch(url.replace('https://', `${emulator.url}/`), {
      headers: { authorization: `Bearer ${token}`, ...(prefer === '' ? {} : { prefer }) },
    });
    const text = await response.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Answer['json']) : { value: [] };
    return { status: response.status, headers: response.headers, json };
  };
  return { emulator, admin: emulator.admin, clock, get, close, base };
}
