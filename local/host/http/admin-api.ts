import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionKind } from '../config/function-kinds.ts';
import type { HostLog } from '../log.ts';
import { HOST_VERSION } from '../worker/core-module.ts';
import { type AccessKeys, isAllowed } from './access-keys.ts';
import { answerJson, answerStatus } from './answer.ts';
import { readBody } from './request-input.ts';

const BODY_LIMIT = 1_048_576;

export interface AdminApi {
  /** Answers requests below `/admin`: of the cloud's host, those listed in the README. Needs the master key, except ping. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

export const createAdminApi = (options: {
  readonly functions: readonly FunctionKind[];
  readonly disabled: ReadonlySet<string>;
  readonly keys: AccessKeys;
  readonly log: HostLog;
  readonly hostId: string;
  readonly uptimeMs: () => number;
  readonly invokeTimer: (name: string) => Promise<void>;
  readonly routeOf: (name: string) => string | undefined;
}): AdminApi => {
  const { functions, disabled, keys, log } = options;

  const describe = (item: FunctionKind, origin: string): Record<string, unknown> => {
    const route = options.routeOf(item.name);
    return {
      name: item.name,
      href: `${origin}/admin/functions/${item.name}`,
      invoke_url_template: route === undefined ? null : `${origin}/${route}`,
      language: 'node',
      config: {
        name: item.name,
        bindings: Object.entries(item.fn.metadata.bindings).map(([name, binding]) => ({ name, ...binding })),
      },
      isDisabled: disabled.has(item.name),
      isProxy: false,
      isDirect: true,
    };
  };

  const invoke = async (
    item: FunctionKind,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = await readBody(request, BODY_LIMIT);
    if (body === undefined || !isInvocation(body)) return answerStatus(response, 400);
    if (item.kind !== 'timer') {
      return answerStatus(
        response,
        501,
        `The embedded host fires timers by hand, but "${item.name}" is of kind ${item.kind}; send it a request or message instead.`,
      );
    }
    // Accepted means accepted: the cloud answers before the function has ended, and its error is in the log only.
    options
      .invokeTimer(item.name)
      .catch((error: unknown) =>
        log.fromHost(
          'Controllers.Host',
          'warning',
          `The timer "${item.name}", fired by hand, failed.`,
          error,
        ),
      );
    answerStatus(response, 202);
  };

  return {
    async handle(request, response, url) {
      const path = url.pathname.replace(/\/$/, '');
      const method = request.method ?? 'GET';
      if (path === '/admin/host/ping' && (method === 'GET' || method === 'POST'))
        return answerStatus(response, 200);
      if (!isAllowed('admin', request, url.searchParams, keys)) return answerStatus(response, 401);
      if (path === '/admin/host/status' && method === 'GET') {
        return answerJson(response, 200, {
          id: options.hostId,
          state: 'Running',
          version: HOST_VERSION,
          processUptime: options.uptimeMs(),
        });
      }
      if (path === '/admin/functions' && method === 'GET') {
        return answerJson(
          response,
          200,
          functions.map((item) => describe(item, url.origin)),
        );
      }
      const named = /^\/admin\/functions\/([^/]+)(\/status)?$/.exec(path);
      if (
        named === null ||
        (method !== 'GET' && method !== 'POST') ||
        (named[2] !== undefined && method !== 'GET')
      ) {
        return answerStatus(
          response,
          501,
          `The embedded host has no ${method} ${path}; see local/host/README.md for what it has.`,
        );
      }
      const item = functions.find(({ name }) => name.toLowerCase() === named[1]?.toLowerCase());
      if (item === undefined) return answerStatus(response, 404);
      if (method === 'POST') return invoke(item, request, response);
      answerJson(response, 200, named[2] === undefined ? describe(item, url.origin) : {});
    },
  };
};

/** `{"input": "…"}`; the cloud's host answers 400 when the body is missing or no JSON object. */
const isInvocation = (body: Buffer): boolean => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
