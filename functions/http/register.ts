import type { HttpFunctionOptions, HttpHandler, HttpMethod } from '@azure/functions';
import { checkRoutes } from '../../shared/http/check-routes.ts';
import type { Route } from '../../shared/http/contract.ts';
import { makeElsewhere } from '../../shared/http/elsewhere.ts';
import { measured } from '../../shared/http/measured.ts';
import { makePreflight } from '../../shared/http/preflight.ts';
import { makeRequestHandler, type PipelineDeps, type RequestHandler } from '../../shared/http/route.ts';
import { silentTelemetry, type Telemetry } from '../../shared/kernel/telemetry.ts';

/** The part of `app` of @azure/functions that is needed: `app` itself fits. */
export interface HttpRegistry {
  http(name: string, options: HttpFunctionOptions): void;
}

/**
 * Registers one function per route, named by its operationId, one that answers OPTIONS for all of them, and one for what no
 * route answers.
 * Throws on contracts that collide. The host's own keys are not used: Entra's tokens decide.
 */
export const registerRoutes = (
  app: HttpRegistry,
  routes: readonly Route[],
  deps: PipelineDeps,
  telemetry: Telemetry = silentTelemetry,
): void => {
  checkRoutes(routes);
  for (const route of routes) {
    const methods: HttpMethod[] = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
    app.http(route.operationId, {
      methods,
      authLevel: 'anonymous',
      // The host's `routePrefix` is empty (host.json): paths are ours from the root.
      route: route.path.slice(1),
      handler: adapted(measured(route, { telemetry, clock: deps.clock }, makeRequestHandler(route, deps))),
    });
  }
  app.http('preflight', {
    methods: ['OPTIONS'],
    authLevel: 'anonymous',
    route: '{*path}',
    handler: adapted(makePreflight(routes, deps)),
  });
  app.http('elsewhere', {
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    authLevel: 'anonymous',
    // The host tries what is more precise first, so only what no route takes arrives here.
    route: '{*path}',
    handler: adapted(makeElsewhere(routes, deps)),
  });
};

const adapted =
  (handle: RequestHandler): HttpHandler =>
  async (request) => {
    const url = new URL(request.url);
    const response = await handle({
      method: request.method.toUpperCase(),
      path: url.pathname,
      // Not the host's own `query`, which joins a parameter given twice to one text.
      query: url.searchParams,
      params: request.params,
      headers: request.headers,
      bytes: async () => new Uint8Array(await request.arrayBuffer()),
    });
    const { status, headers, body } = response;
    return { status, headers, ...(body !== undefined && { body }) };
  };
