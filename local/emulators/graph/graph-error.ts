import type { GraphResponse } from './message.ts';

/** Thrown wherever a request turns out to be wrong; the dispatcher makes it the answer. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const errorResponse = ({ status, code, message, headers }: GraphError): GraphResponse => ({
  status,
  headers,
  json: { error: { code, message } },
});

export const badRequest = (message: string, code = 'BadRequest'): GraphError =>
  new GraphError(400, code, message);

/** What the emulator does not do it says, so that nobody takes silence for success. */
export const notImplemented = (what: string): GraphError =>
  new GraphError(501, 'notImplemented', `The emulator does not support ${what}.`);

export const itemNotFound = (): GraphError =>
  new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

export const resourceNotFound = (id: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
