import type { Failure } from '../kernel/failures.ts';
import type { Route } from './contract.ts';
import { correlationHeader, correlationId } from './correlation.ts';
import type { OutgoingResponse } from './exchange.ts';
import { chooseLanguage } from './language.ts';
import { makeKnownPaths } from './methods-of.ts';
import { problemResponse } from './problems.ts';
import { withCommonHeaders } from './response-headers.ts';
import type { PipelineDeps, RequestHandler } from './route.ts';

/**
 * Answers what no route does, which the host would answer by 404 without a word: a path that there is, by another method,
 * or none that there is. The root leads to the description. Nothing of the path is repeated: a typing error may hold a name.
 */
export const makeElsewhere = (routes: readonly Route[], deps: PipelineDeps): RequestHandler => {
  const knownPath = makeKnownPaths(routes);

  return async ({ method, path, headers }) => {
    const id = correlationId(headers.get(correlationHeader), deps.random);
    const language = chooseLanguage(headers.get('accept-language'), 'de');
    const refused = (failure: Failure, instance?: string): OutgoingResponse => {
      deps.log('info', 'request', {
        operation: 'elsewhere',
        correlationId: id,
        method,
        failure: failure.type,
      });
      return problemResponse(failure, {
        correlationId: id,
        language,
        ...(instance !== undefined && { instance }),
      });
    };
    const answer = (): OutgoingResponse => {
      const flooded = deps.limits.begin(undefined, headers).enter();
      if (flooded !== undefined) return refused(flooded);
      if (path === '/' && (method === 'GET' || method === 'HEAD')) {
        return { status: 302, headers: { location: `${deps.publicUrl}/docs` } };
      }
      const found = knownPath(path);
      return found === undefined
        ? refused({ type: 'unknown-address' })
        : refused({ type: 'method-not-allowed', allowed: [...found.methods, 'OPTIONS'] }, found.path);
    };
    const { body, ...head } = withCommonHeaders(answer(), id, headers.get('origin'), deps.corsOrigins);
    return body === undefined || method === 'HEAD' ? head : { ...head, body };
  };
};
