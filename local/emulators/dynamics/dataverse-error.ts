/** Thrown wherever a request turns out to be wrong; the server makes it the answer, in Dataverse's shape. */
export class DataverseError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 429 | 501;
  /** e.g. `0x80072560`. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: DataverseError['status'],
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const errorBody = (code: string, message: string) => ({ error: { code, message } });

export const badRequest = (message: string, code = '0x80060888'): DataverseError =>
  new DataverseError(400, code, message);

/** What the emulator does not do it says, so that nobody takes silence for success. */
export const notImplemented = (what: string): DataverseError =>
  new DataverseError(501, 'notImplemented', `The emulator does not support ${what}.`);
