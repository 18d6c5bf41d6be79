import { RestError, type TableServiceClientOptions } from '@azure/data-tables';

type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

/**
 * For the clients of Azure's SDK: each HTTP request, its token and the body of its answer included, ends within `ms`. On
 * their own they wait for ever once the connection stands, whatever `requestTimeout` they are given. What is thrown is
 * what they throw for a connection that broke: whether there was an effect is not known, and they may try again.
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
        return await Promise.race([next(request), over]);
      } finally {
        clearTimeout(timer);
        outer?.removeEventListener('abort', endToo);
        if (outer === undefined) delete request.abortSignal;
        else request.abortSignal = outer;
      }
    },
  },
});
