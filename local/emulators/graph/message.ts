import { badRequest } from './graph-error.ts';

/** Who calls, as the bearer token says. */
export interface GraphCaller {
  readonly tenantId: string;
  readonly appId: string;
  /** The user of a delegated token; absent in an app-only one. */
  readonly oid?: string;
  /** `roles` of an app-only token, the parts of `scp` of a delegated one. */
  readonly permissions: readonly string[];
}

/** One Graph request: an HTTP call of its own or a part of a $batch. */
export interface GraphRequest {
  readonly method: string;
  /** Path and query below /v1.0, as sent: `/users/x/contacts?$top=5`. */
  readonly target: string;
  /** The path's parts, decoded; `/me` is already `users/{oid}`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly caller: GraphCaller;
}

/** At most one of `json` and `bytes`; neither is an empty answer. */
export interface GraphResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
}

/** What clients see as the service's address, wherever the emulator listens. */
export const graphRoot = 'https://graph.microsoft.com/v1.0';

/** @throws GraphError 400 where the path holds a malformed escape. */
export function parseTarget(target: string, caller: GraphCaller): Pick<GraphRequest, 'segments' | 'query'> {
  const cut = target.indexOf('?');
  const path = cut < 0 ? target : target.slice(0, cut);
  const query = new URLSearchParams(cut < 0 ? '' : target.slice(cut + 1));
  const segments = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const isMe = segments[0]?.toLowerCase() === 'me' && caller.oid !== undefined;
  return {
    segments: isMe && caller.oid !== undefined ? ['users', caller.oid, ...segments.slice(1)] : segments,
    query,
  };
}

/** Whether a request is about a mailbox's content rather than the directory. */
export const isAboutMailbox = ({ segments }: Pick<GraphRequest, 'segments'>): boolean =>
  segments[0]?.toLowerCase() === 'users' && /^contact/i.test(segments[2] ?? '');

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest('The URL is malformed.');
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
