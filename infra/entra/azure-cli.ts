import { execFileSync } from 'node:child_process';

/** A token of whoever signed in with `az login`; it needs the CLI on the PATH. */
export const cliToken = (resource: string): string => {
  const args = ['account', 'get-access-token', '--resource', resource, '--output', 'json'];
  return JSON.parse(execFileSync('az', args, { encoding: 'utf8' })).accessToken;
};

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<unknown>;

/**
 * Calls a REST API of Azure in JSON. Answers undefined for 404, throws with the answer's text for every other refusal.
 * `path` begins with a slash.
 */
export const makeAsk =
  (base: string, token: string): Ask =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
