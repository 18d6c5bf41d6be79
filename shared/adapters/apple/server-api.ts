import { AppStoreServerAPIClient, Environment, type StatusResponse } from '@apple/app-store-server-library';
import { StoreThrottled } from '../../store-purchases/store-throttled.ts';

export interface AppleServerOptions {
  readonly bundleId: string;
  /** Of the team whose key it is, as App Store Connect shows them. */
  readonly issuerId: string;
  readonly keyId: string;
  /** PEM of the key (.p8), from the vault; read for each question, so that a new one is taken without a restart. */
  readonly key: () => Promise<string>;
  /** Where an emulator serves Apple's hosts, each below its own name. */
  readonly loopbackUrl?: string;
  readonly timeoutMs: number;
}

/** What is asked of Apple's server API. Throws `APIException` for what Apple refuses, `StoreThrottled` for too many. */
export interface AppleServer {
  /** Get All Subscription Statuses. */
  statuses(of: { readonly reference: string; readonly isTest: boolean }): Promise<StatusResponse>;
}

export const makeAppleServer = (options: AppleServerOptions): AppleServer => {
  const { bundleId, issuerId, keyId, key, loopbackUrl, timeoutMs } = options;
  return {
    statuses: async ({ reference, isTest }) => {
      const environment = isTest ? Environment.SANDBOX : Environment.PRODUCTION;
      const client = new TimelyClient(await key(), keyId, issuerId, bundleId, environment);
      client.limits = { host: hosts[environment], timeoutMs, loopbackUrl };
      // It stands in the path as it is.
      return client.getAllSubscriptionStatuses(encodeURIComponent(reference));
    },
  };
};

const hosts = {
  [Environment.PRODUCTION]: 'api.storekit.apple.com',
  [Environment.SANDBOX]: 'api.storekit-sandbox.apple.com',
} as const;

/** The library's client waits for ever, drops `Retry-After`, and knows Apple's hosts only: what sends is replaced. */
class TimelyClient extends AppStoreServerAPIClient {
  limits: {
    readonly host: string;
    readonly timeoutMs: number;
    readonly loopbackUrl: string | undefined;
  } = { host: hosts[Environment.PRODUCTION], timeoutMs: 0, loopbackUrl: undefined };

  /** The library looks at `ok`, `status` and `json()`, which all kinds of `Response` have. */
  protected override async makeFetchRequest(
    path: string,
    query: URLSearchParams,
    method: string,
    _body: string | Buffer | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<never> {
    const { host, timeoutMs, loopbackUrl } = this.limits;
    const base = loopbackUrl === undefined ? `https://${host}` : `${loopbackUrl}/${host}`;
    const search = query.size === 0 ? '' : `?${query.toString()}`;
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(`${base}${path}${search}`, { method, headers, signal });
    if (answer.status !== 429) return answer as never;
    await answer.body?.cancel();
    throw new StoreThrottled('app store', retryAtOf(answer.headers.get('retry-after')));
  }
}

/** Apple writes the instant as epoch milliseconds, as nobody else does. */
const retryAtOf = (header: string | null): number | undefined =>
  header !== null && /^\d{13}$/.test(header) ? Number(header) : undefined;
