type Status = 400 | 401 | 403 | 404 | 409 | 429 | 500 | 501;

/** A refusal in Key Vault's words; `inner` is the more precise code that it nests. */
export class VaultError extends Error {
  readonly status: Status;
  readonly code: string;
  readonly inner: string | undefined;

  constructor(status: Status, code: string, message: string, inner?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.inner = inner;
  }
}

export const badParameter = (message: string): VaultError => new VaultError(400, 'BadParameter', message);

/** What this emulator lacks, said in a sentence. */
export const notEmulated = (what: string): VaultError =>
  new VaultError(501, 'NotImplemented', `This emulator does not support ${what}.`);

export const errorEnvelope = (code: string, message: string, inner?: string) => ({
  error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) },
});
