import {
  AuthError,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-node';
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { TokenRefusal } from './token-refusal.ts';

/** MSAL passes on errors of this class only; anything else becomes its own `network_error`. */
export class RefusedToken extends AuthError {
  readonly refusal: TokenRefusal;

  constructor(refusal: TokenRefusal) {
    // Neither error_description nor trace goes on: they name the tenant and the application.
    super(refusal.error, '', `Entra refused a token: ${refusal.error} ${refusal.numbers.join(' ')}`.trim());
    // MSAL's constructor sets its own prototype, which would hide this class from `instanceof`.
    Object.setPrototypeOf(this, RefusedToken.prototype);
    this.refusal = refusal;
  }
}

const errorSchema = z.object({
  error: z.string().catch('unknown'),
  suberror: z.string().optional().catch(undefined),
  error_codes: z.array(z.number()).catch([]),
});

async function refusalOf(response: Response, clock: Clock): Promise<TokenRefusal> {
  const text = await response.text();
  const parsed = errorSchema.safeParse(parseJson(text));
  const { error, suberror, error_codes } = parsed.success
    ? parsed.data
    : { error: 'unknown', suberror: undefined, error_codes: [] };
  const waitMs = retryAfterMs(response.headers.get('retry-after'), clock);
  return {
    status: response.status,
    error,
    numbers: error_codes,
    ...(suberror === undefined ? {} : { suberror }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * MSAL's way out. It adds what MSAL's own lacks: a time-out, and refusals with status and Retry-After. Refusals leave by
 * exception, so that MSAL's throttling cache, an entry per tenant without an end, is never filled.
 */
export function makeTokenNetwork(options: {
  readonly timeoutMs: number;
  readonly clock: Clock;
}): INetworkModule {
  const send = async <T>(method: 'GET' | 'POST', url: string, request?: NetworkRequestOptions) => {
    const response = await fetch(url, {
      method,
      headers: request?.headers ?? {},
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(method === 'POST' ? { body: request?.body ?? '' } : {}),
    });
    if (!response.ok) throw new RefusedToken(await refusalOf(response, options.clock));
    const answer: NetworkResponse<T> = {
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
      status: response.status,
    };
    return answer;
  };
  return {
    sendGetRequestAsync: (url, request) => send('GET', url, request),
    sendPostRequestAsync: (url, request) => send('POST', url, request),
  };
}
