import type { IncomingMessage } from 'node:http';
import type { HttpData } from '../worker/protocol.ts';

/** Kestrel's limit in the cloud's host: 100 MB, moved by the app setting FUNCTIONS_REQUEST_BODY_SIZE_LIMIT. */
export const DEFAULT_BODY_LIMIT = 104_857_600;

/** Reads a request's body; undefined when it is larger than `limit` bytes. Rejects when the client goes away. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** The HTTP trigger's input as the host hands it to the worker. */
export const httpInput = (
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
  body: Buffer,
): HttpData => ({
  method: request.method ?? 'GET',
  url: url.href,
  nullableHeaders: headerMap(request),
  nullableParams: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, { value }])),
  nullableQuery: queryMap(url.searchParams),
  ...(body.length > 0 ? { body: { bytes: body } } : {}),
});

const headerMap = (request: IncomingMessage): Record<string, { value: string }> => {
  const map: Record<string, { value: string }> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) map[name] = { value: Array.isArray(value) ? value.join(',') : value };
  }
  const sent = map['x-forwarded-for']?.value;
  const forwarded = forwardedFor(request);
  if (forwarded !== undefined) {
    map['x-forwarded-for'] = { value: sent === undefined ? forwarded : `${sent}, ${forwarded}` };
  }
  return map;
};

/** The cloud's front end appends who it was called by, as `address:port`, to what the caller has sent. */
const forwardedFor = ({ socket }: IncomingMessage): string | undefined => {
  const { remoteAddress: address, remotePort: port } = socket;
  if (address === undefined) return undefined;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
};

/**
 * A name that is given several times arrives as one value, joined by commas, and names differ by more than case: that is how
 * the cloud's host passes a query on, and code that relies on `getAll` must find out here.
 */
const queryMap = (query: URLSearchParams): Record<string, { value: string }> => {
  const values = new Map<string, { name: string; list: string[] }>();
  for (const [name, value] of query) {
    const entry = values.get(name.toLowerCase()) ?? { name, list: [] };
    entry.list.push(value);
    values.set(name.toLowerCase(), entry);
  }
  return Object.fromEntries([...values.values()].map(({ name, list }) => [name, { value: list.join(',') }]));
};
