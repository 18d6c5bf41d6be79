import { createHash } from 'node:crypto';
import type { SourceId, TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** A sign-in under way [S4]: what its callback must prove to be allowed to count. */
export interface SignInState {
  /** SHA-256 of `state`, hex. */
  readonly stateHash: string;
  /** SHA-256 of the browser's cookie, hex. */
  readonly cookieHash: string;
  readonly tenantId: TenantId;
  readonly sourceId: SourceId;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface SignInStates {
  put(ctx: TenantContext, state: SignInState): Promise<void>;
  /** Of all calls with one hash exactly one is given the state. Cross-tenant by purpose: the caller is not known yet. */
  take(stateHash: string): Promise<SignInState | undefined>;
}

export const signInHash = (text: string): string => createHash('sha256').update(text).digest('hex');
