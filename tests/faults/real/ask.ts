import type { ComposedApp } from '../../support/composed-app.ts';

let keys = 0;

/** Asks as a client does: again, under the same key, while the answer is "later". */
export const ask = async (
  { app, clock }: Pick<{ app: ComposedApp; clock: ComposedApp['clock'] }, 'app' | 'clock'>,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
) => {
  keys += 1;
  const headers = { 'idempotency-key': `real-${keys}`, ...more };
  for (let tries = 1; ; tries++) {
    const { status, body: bytes } = await app.ask({ method, path, token, headers, body });
    const json = JSON.parse(bytes === undefined ? '{}' : Buffer.from(bytes).toString() || '{}');
    if (status < 500 && status !== 429) return { status, json, tries };
    if (tries === 10)
      throw new Error(`${method} ${path} is answered with ${status}: ${JSON.stringify(json)}`);
    clock.advance(60_000);
  }
};
