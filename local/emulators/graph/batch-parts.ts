import { badRequest } from './graph-error.ts';
import { type GraphCaller, type GraphRequest, isObject, parseTarget } from './message.ts';

const mostParts = 20;

export interface BatchPart {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly request: GraphRequest;
}

/** Reads and checks a batch's parts. @throws GraphError 400 for the batch as a whole */
export function readParts(
  body: Readonly<Record<string, unknown>>,
  caller: GraphCaller,
): readonly BatchPart[] {
  const { requests } = body;
  if (!Array.isArray(requests)) throw badRequest("Invalid batch payload format: 'requests' is missing.");
  if (requests.length === 0) throw badRequest('Empty batch payload.');
  if (requests.length > mostParts)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${mostParts}.`);
  const parts = requests.map((entry) => readPart(entry, caller));
  const ids = new Set(parts.map(({ id }) => id));
  if (ids.size < parts.length) throw badRequest('Duplicate request ids in the batch.');
  mustBeOrderly(parts);
  return parts;
}

function readPart(entry: unknown, caller: GraphCaller): BatchPart {
  const { id, method, url, headers = {}, body, dependsOn = [] } = isObject(entry) ? entry : {};
  if (typeof id !== 'string' || id === '')
    throw badRequest('Invalid batch payload: every request needs an id as a text.');
  if (typeof method !== 'string' || !/^(GET|POST|PATCH|PUT|DELETE)$/i.test(method))
    throw badRequest(`Request ${id} has no valid method.`);
  if (typeof url !== 'string' || /^[a-z]+:/i.test(url))
    throw badRequest(`Request ${id} needs a url relative to the version.`);
  if (!isObject(headers)) throw badRequest(`The headers of request ${id} are no object.`);
  if (!Array.isArray(dependsOn) || !dependsOn.every((other): other is string => typeof other === 'string')) {
    throw badRequest(`dependsOn of request ${id} is no list of ids.`);
  }
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const isWrite = /^(POST|PATCH|PUT)$/i.test(method);
  if (isWrite && (body === undefined || !named.has('content-type'))) {
    throw badRequest(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  const target = url.startsWith('/') ? url : `/${url}`;
  const request: GraphRequest = {
    method: method.toUpperCase(),
    target,
    ...parseTarget(target, caller),
    headers: named,
    body: bodyBytes(id, body, named.get('content-type')),
    caller,
  };
  return { id, dependsOn, request };
}

/** JSON stands in the batch as it is, everything else as base64. */
function bodyBytes(id: string, body: unknown, contentType: string | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (/^application\/json\b/i.test(contentType ?? '')) return Buffer.from(JSON.stringify(body));
  if (typeof body !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(body))
    throw badRequest(`The body of request ${id} is not base64.`);
  return Buffer.from(body, 'base64');
}

/** Graph takes three shapes: none depends, each on the one before it, or all but the first on the same one. */
function mustBeOrderly(parts: readonly BatchPart[]): void {
  const seen = new Set<string>();
  for (const { id, dependsOn } of parts) {
    if (dependsOn.some((other) => !seen.has(other)))
      throw badRequest(`Request ${id} depends on an unknown or later request.`);
    seen.add(id);
  }
  const rest = parts.slice(1);
  const isParallel = parts.every(({ dependsOn }) => dependsOn.length === 0);
  const isSerial = rest.every(
    ({ dependsOn }, index) => dependsOn.length === 1 && dependsOn[0] === parts[index]?.id,
  );
  const [first] = parts;
  const isStar = rest.every(({ dependsOn }) => dependsOn.length === 1 && dependsOn[0] === first?.id);
  if (!isParallel && !isSerial && !isStar) {
    throw badRequest('The dependsOn of a batch must be fully sequential or fully parallel.');
  }
}
