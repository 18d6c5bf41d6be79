/** A photo of a part of a $batch, where bytes stand as base64; null where there is none. */
export const photoOf = (body: unknown): Uint8Array | null =>
  typeof body === 'string' && body !== '' ? Buffer.from(body, 'base64') : null;
