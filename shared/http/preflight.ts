import type { Route } from './contract.ts';
import { correlationHeader, correlationId } from './correlation.ts';
import { chooseLanguage } from './language.ts';
import { makeKnownPaths } from './methods-of.ts';
import { problemResponse } from './problems.ts';
import { preflightHeaders, withCommonHeaders } from './response-headers.ts';
import type { PipelineDeps, RequestHandler } from './route.ts';

/**
 * Answers OPTIONS for every path: which methods it has and, to a configured origin, that a browser may use them.
 * Routes themselves never see OPTIONS.
 */
export const makePreflight = (routes: readonly Route[], deps: PipelineDeps): RequestHandler => {
  const knownPath = makeKnownPaths(routes);

  return async (request) => {
    const id = correlationId(request.headers.get(correlationHeader), deps.random);
    const origin = request.headers.get('origin');
    const language = chooseLanguage(request.headers.get('accept-language'), 'de');
    const asked = { correlationId: id, language };
    const found = knownPath(request.path);
    const allow = [...(found?.methods ?? []), 'OPTIONS'];
    const known = origin !== null && deps.corsOrigins.includes(origin);
    const flooded = deps.limits.begin(undefined, request.headers).enter();
    const response =
      flooded !== undefined
        ? problemResponse(flooded, asked)
        : found === undefined
          ? problemResponse({ type: 'unknown-address' }, asked)
          : { status: 204, headers: { allow: allow.join(', '), ...(known && preflightHeaders(allow)) } };
    return withCommonHeaders(response, id, origin, deps.corsOrigins);
  };
};
