import type { TenantId } from '../../kernel/ids.ts';

export interface ConsentUrlOptions {
  /** `Config.entra.consentUrl`. */
  readonly consentUrl: string;
  readonly clientId: string;
  /** Registered with the app; Entra sends the administrator back there. */
  readonly redirectUri: string;
}

/**
 * [T2] The link by which an administrator of the tenant consents to everything that the app registration asks for.
 * It may be forwarded. `state` is opaque here; whoever makes it binds it to the tenant, because the `tenant` that
 * comes back proves nothing.
 */
export function adminConsentUrl(options: ConsentUrlOptions, tenantId: TenantId, state: string): string {
  const query = new URLSearchParams({
    client_id: options.clientId,
    scope: 'https://graph.microsoft.com/.default',
    redirect_uri: options.redirectUri,
    state,
  });
  return `${options.consentUrl}/${tenantId}/v2.0/adminconsent?${query.toString()}`;
}
