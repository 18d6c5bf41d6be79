import { RestError, type TableServiceClientOptions } from '@azure/data-tables';
import { systemClock } from '../kernel/clock.ts';
import { retryAfterMs } from './retry-after.ts';

type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

/**
 * For the clients of Azure's SDK: each HTTP request, its token and the body of its answer included, ends within `ms`. On
 * their own they wait for ever once the connection stands, whatever `requestTimeout` they are given. What is thrown is
 * what they throw for a connection that broke: whether there was an effect is not known, and they may try again.
 *
 * They would also wait out whatever Retry-After says, a day if need be. What asks for more than `ms` has no answer now.
 */
export const timeLimit = (ms: number): Policy => ({
  // Each try has its own time.
  position: 'perRetry',
  policy: {
    name: 'switchboard-time-limit',
    sendRequest: async (request, next) => {
      const ending = new AbortController();
      const outer = request.abortSignal;
      const endToo = () => ending.abort();
      outer?.addEventListener('abort', endToo);
      request.abortSignal = ending.signal;
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new RestError('no answer in time', { code: 'ETIMEDOUT' }));
          ending.abort();
        }, ms);
      });
      try {
        const response = await Promise.race([next(request), over]);
        const { status, headers } = response;
        const wait = retryAfterMs(headers.get('retry-after'), systemClock) ?? 0;
        if (wait > ms && (status === 429 || status >= 500))
          throw new RestError('asked to come back much later', { statusCode: status });
        return response;
      } finally {
        clearTimeout(timer);
        outer?.removeEventListener('abort', endToo);
        if (outer === undefined) delete request.abortSignal;
        else request.abortSignal = outer;
      }
    },
  },
});
