/**
 * What went wrong on the way to a directory or in its answer; thrown within this folder only and made a refusal at its
 * border (`refusal.ts`). Neither kind has the server's text.
 */
export type LdapFaultKind =
  /** No connection, or it broke: Node's code, e.g. `ECONNREFUSED`. */
  | { readonly on: 'network'; readonly code: string }
  /** TLS did not come about: Node's or OpenSSL's code. */
  | { readonly on: 'tls'; readonly code: string }
  /** RFC 4511, 4.1.9; `data` is the number that Active Directory adds to a refused bind. */
  | { readonly on: 'bind' | 'search' | 'starttls'; readonly result: number; readonly data?: string }
  /** Found by ourselves. */
  | {
      readonly on: 'us';
      readonly reason:
        | 'address-not-allowed'
        | 'no-right-to-read'
        | 'unknown-domain'
        | 'unknown-base'
        | 'wrong-credentials';
      readonly code?: string;
    };

export class LdapFault extends Error {
  override readonly name = 'LdapFault';
  readonly kind: LdapFaultKind;
  constructor(kind: LdapFaultKind) {
    super(`LDAP: ${kind.on}`);
    this.kind = kind;
  }
}

/** Node's name of what went wrong. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
