import { createHash } from 'node:crypto';
import type { TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Region } from './tenant.ts';

/** A consent under way: what its callback must prove to be allowed to count. */
export interface ConsentState {
  /** SHA-256 of `state`, hex. */
  readonly stateHash: string;
  /** SHA-256 of the browser's cookie, hex. */
  readonly cookieHash: string;
  readonly tenantId: TenantId;
  readonly region: Region;
  readonly timeZone?: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface ConsentStates {
  put(ctx: TenantContext, state: ConsentState): Promise<void>;
  /** Of all calls with one hash exactly one is given the state. Cross-tenant by purpose: the caller is not known yet. */
  take(stateHash: string): Promise<ConsentState | undefined>;
}

export const consentHash = (text: string): string => createHash('sha256').update(text).digest('hex');
