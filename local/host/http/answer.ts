import type { ServerResponse } from 'node:http';
import type { InvocationResponse } from '../worker/protocol.ts';
import { setCookie } from './set-cookie.ts';

/** An answer without body, unless a sentence is given for whoever looks. */
export const answerStatus = (response: ServerResponse, status: number, sentence?: string): void => {
  if (response.headersSent || response.destroyed) return;
  const body = sentence === undefined ? '' : `${sentence}\n`;
  response.writeHead(status, {
    'content-length': Buffer.byteLength(body),
    ...(body === '' ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
  });
  response.end(body);
};

export const answerJson = (response: ServerResponse, status: number, value: unknown): void => {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
};

/** Headers that belong to the connection: Node sets them itself, the app's value would break the message. */
const CONNECTION_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade'];

/**
 * Writes what the function returned. Nothing returned is 204, as in the cloud; a body is left out where HTTP has none.
 *
 * @param customHeaders host.json's `extensions.http.customHeaders`; the function's own win
 */
export const answerInvocation = (
  response: ServerResponse,
  result: InvocationResponse,
  customHeaders: Readonly<Record<string, string>>,
): void => {
  if (response.headersSent || response.destroyed) return;
  const http = result.returnValue?.http;
  const status = http === undefined ? 204 : Number(http.statusCode ?? 200);
  const body = Buffer.from(http?.body?.bytes ?? []);
  response.statusCode = status;
  for (const [name, value] of Object.entries({ ...customHeaders, ...http?.headers })) {
    if (!CONNECTION_HEADERS.includes(name.toLowerCase())) response.setHeader(name, value);
  }
  // The library joins several Set-Cookie headers into one; cookies therefore travel in their own list.
  for (const cookie of http?.cookies ?? []) response.appendHeader('set-cookie', setCookie(cookie));
  const bodiless = status === 204 || status === 205 || status === 304;
  if (bodiless) {
    response.end();
    return;
  }
  // A HEAD handler may tell the length of the body that it does not send.
  const head = response.req.method === 'HEAD';
  response.setHeader('content-length', (head ? http?.headers?.['content-length'] : undefined) ?? body.length);
  response.end(head ? undefined : body);
};
