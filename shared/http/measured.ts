import type { Clock } from '../kernel/clock.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { readTraceparent } from '../kernel/traceparent.ts';
import type { Route } from './contract.ts';
import { correlationHeader } from './correlation.ts';
import type { RequestHandler } from './route.ts';

/**
 * The request as a span and a figure. A caller's trace goes on here; the route's path is named as its contract has it, so
 * that no id and no query gets in.
 */
export const measured = (
  route: Pick<Route, 'path' | 'operationId'>,
  { telemetry, clock }: { readonly telemetry: Telemetry; readonly clock: Clock },
  handle: RequestHandler,
): RequestHandler => {
  return (request) => {
    const { method } = request;
    return telemetry.span(
      `${method} ${route.path}`,
      {
        kind: 'server',
        parent: readTraceparent(request.headers.get('traceparent')),
        attributes: {
          'http.request.method': method,
          'http.route': route.path,
          'switchboard.operation': route.operationId,
        },
      },
      async (span) => {
        const started = clock.now();
        const response = await handle(request);
        const { status } = response;
        span.note({
          'http.response.status_code': status,
          'switchboard.correlation.id': response.headers[correlationHeader],
        });
        if (status >= 500) span.fail(String(status));
        telemetry.record('http.server.request.duration', (clock.now() - started) / 1000, {
          'http.request.method': method,
          'http.route': route.path,
          'switchboard.status_class': `${Math.trunc(status / 100)}xx`,
        });
        return response;
      },
    );
  };
};
