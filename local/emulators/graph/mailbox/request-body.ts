import { badRequest, GraphError } from '../graph-error.ts';
import { isObject } from '../message.ts';

/** @throws GraphError 400 for what is not a JSON object. */
export function jsonBody(
  body: Uint8Array,
  contentType: string | undefined,
): Readonly<Record<string, unknown>> {
  if (contentType !== undefined && !/^application\/json\b/i.test(contentType)) {
    const message = `A supported MIME type could not be found that matches the content type of the request: '${contentType}'.`;
    throw new GraphError(415, 'RequestBodyRead', message);
  }
  try {
    const value: unknown = JSON.parse(
      Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
    );
    if (isObject(value)) return value;
  } catch {
    // Answered below, like JSON of the wrong kind.
  }
  throw badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}

export const bodyError = (message: string): GraphError => new GraphError(400, 'RequestBodyRead', message);
