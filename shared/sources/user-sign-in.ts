import type { TenantId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ReaderFailure } from './source-reader.ts';

/** Tokens that speak for one user. All of them are secrets. */
export interface UserTokens {
  readonly accessToken: string;
  /** Seconds that the access token lives. */
  readonly lifetimeSeconds: number;
  /** Another one than was shown, mostly: the former stays good beside it until it expires by itself. */
  readonly refreshToken?: string;
}

/** Whom Entra says that it has signed in. */
export interface SignedInUser extends UserTokens {
  readonly tenantId: string;
  /** Entra's object id. */
  readonly userId: string;
}

/**
 * [S4] Sign-in of a single user at Entra, who lets the application read his contacts: authorization code with PKCE, redeemed
 * with the application's own credential. A refusal that only a new sign-in ends is `source-refused` with the reason
 * `sign-in-required` and Entra's code, e.g. AADSTS50173.
 */
export interface UserSignIn {
  /** Entra's page for a user of exactly this tenant. `challenge`: SHA-256 of the verifier, base64url. */
  pageFor(ask: {
    readonly tenantId: TenantId;
    readonly state: string;
    readonly nonce: string;
    readonly challenge: string;
  }): string;
  redeemCode(
    ctx: TenantContext,
    proof: { readonly code: string; readonly verifier: string; readonly nonce: string },
  ): Promise<Result<SignedInUser, ReaderFailure>>;
  redeemRefreshToken(ctx: TenantContext, refreshToken: string): Promise<Result<UserTokens, ReaderFailure>>;
}
