import type { Context, Middleware } from '@microsoft/microsoft-graph-client';

export interface TransportOptions {
  /** The origin that the client and the service's own links name. */
  readonly canonicalOrigin: string;
  /** Where requests really go: the same in the cloud, an emulator on loopback. */
  readonly actualOrigin: string;
  readonly timeoutMs: number;
}

/**
 * The last link of the client's chain. It changes nothing but the origin: the SDK's authentication handler gives a token
 * to https addresses of known hosts only, and the service's nextLinks name its public address. Connections are kept
 * alive by Node's fetch. There is no retry and no redirect here: the SDK's retry handler repeats POSTs too.
 */
export const makeTransport = ({
  canonicalOrigin,
  actualOrigin,
  timeoutMs,
}: TransportOptions): Middleware => ({
  execute: async (context: Context): Promise<void> => {
    const asked = typeof context.request === 'string' ? context.request : context.request.url;
    const url = new URL(asked);
    if (url.origin !== canonicalOrigin) throw new Error('graph: a request to a foreign origin');
    const { method, headers, body } = context.options ?? {};
    context.response = await fetch(`${actualOrigin}${url.pathname}${url.search}`, {
      method: method ?? 'GET',
      headers: headers as Record<string, string>,
      body: (body ?? null) as string | null,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  },
});
