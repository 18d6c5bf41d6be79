import { findTenant, findUser, readTenants, type Tenant, type TenantUser } from '../token/accounts.ts';
import { signIn } from '../token/sign-in.ts';

export type Endpoints = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a script reads answers the way a newcomer with curl and jq does
  readonly body: any;
}

/** A signed-in person with the API, over HTTP alone. */
export interface Api {
  readonly tenant: Tenant;
  readonly user: TenantUser;
  /** A text as the body is sent as it is, under the type that the headers name; all else as JSON. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** The same, and throws with the problem's words where the status is another. */
  expect(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

const tokenMinutes = 50;

export const signedIn = async (endpoints: Endpoints, company: string, role: string): Promise<Api> => {
  const tenants = await readTenants(endpoints['entra'] ?? '');
  const tenant = must(findTenant(tenants, company));
  const user = must(findUser(tenant, { role, upn: undefined }));
  const clientId = endpoints['clientId'] ?? '';
  let token: { readonly text: string; readonly until: number } | undefined;

  const freshToken = async (): Promise<string> => {
    if (token === undefined || performance.now() > token.until) {
      const text = must(
        await signIn({
          entraUrl: endpoints['entra'] ?? '',
          tenantId: tenant.tenantId,
          clientId,
          redirectUri: 'http://localhost',
          scope: `openid api://${clientId}/.default`,
          user,
        }),
      );
      token = { text, until: performance.now() + tokenMinutes * 60_000 };
    }
    return token.text;
  };

  const call: Api['call'] = async (method, path, body, headers) => {
    const send = async () =>
      fetch(path.startsWith('http') ? path : `${endpoints['app']}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await freshToken()}`,
          'accept-language': 'en',
          ...(body === undefined
            ? {}
            : { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    let answer = await send();
    if (answer.status === 401) {
      // The stack's clock may have been moved past the token's end.
      token = undefined;
      answer = await send();
    }
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return {
    tenant,
    user,
    call,
    expect: async (status, method, path, body, headers) => {
      const answer = await call(method, path, body, headers);
      if (answer.status !== status) {
        throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      return answer;
    },
  };
};

const must = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string },
): T => {
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

/** Asks again until the answer is as wished; the stack works in the background. */
export const until = async <T>(
  read: () => Promise<T>,
  wished: (value: T) => boolean,
  seconds = 120,
): Promise<T> => {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (wished(value)) return value;
    if (performance.now() > end)
      throw new Error(`waited ${seconds} s in vain; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
};
