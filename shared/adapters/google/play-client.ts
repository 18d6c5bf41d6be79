import { androidpublisher, type androidpublisher_v3, auth } from '@googleapis/androidpublisher';
import * as z from 'zod';

export interface PlayClientOptions {
  /** JSON of a service account's key, from the vault; Google knows no other way in from here. */
  readonly accountKey: () => Promise<string>;
  /** Where an emulator serves Google's hosts, each below its own name. */
  readonly loopbackUrl?: string;
  readonly timeoutMs: number;
}

const keySchema = z.object({ client_email: z.string(), private_key: z.string(), private_key_id: z.string() });
const scope = 'https://www.googleapis.com/auth/androidpublisher';

/** What is asked of the publisher API; what it refuses is thrown with its `status`. */
export interface PlayPublisher {
  readonly purchases: {
    readonly subscriptionsv2: {
      get(of: {
        readonly packageName: string;
        readonly token: string;
      }): Promise<{ readonly data: androidpublisher_v3.Schema$SubscriptionPurchaseV2 }>;
    };
    readonly subscriptions: {
      acknowledge(of: {
        readonly packageName: string;
        readonly subscriptionId: string;
        readonly token: string;
        readonly requestBody: object;
      }): Promise<unknown>;
    };
  };
}

/** Google's client with a token in hand; throws where there is none to be had. */
export type PlayClient = () => Promise<PlayPublisher>;

/** The key's own `token_uri` and Google's hosts are fixed in the library: only what sends can lead elsewhere. */
export const makePlayClient = ({ accountKey, loopbackUrl, timeoutMs }: PlayClientOptions): PlayClient => {
  const send: typeof fetch = (input, init) => {
    if (loopbackUrl === undefined) return fetch(input, init);
    const { host, pathname, search } = new URL(input instanceof Request ? input.url : input);
    return fetch(`${loopbackUrl}/${host}${pathname}${search}`, init);
  };

  let made: Promise<InstanceType<typeof auth.JWT>> | undefined;
  const signedIn = () => {
    made ??= accountKey()
      .then((text) => {
        const key = keySchema.parse(JSON.parse(text));
        return new auth.JWT({
          email: key.client_email,
          key: key.private_key,
          keyId: key.private_key_id,
          scopes: [scope],
          transporterOptions: { fetchImplementation: send, timeout: timeoutMs, retry: false },
        });
      })
      .catch((error: unknown) => {
        made = undefined;
        throw error;
      });
    return made;
  };

  return async () => {
    const client = await signedIn();
    await client.getAccessToken();
    return androidpublisher({ version: 'v3', auth: client, timeout: timeoutMs, retry: false });
  };
};
