import type { Clock } from '../../../shared/kernel/clock.ts';
import type { SeedCompany } from '../../seed/company.ts';
import type { EmulatorOptions } from '../emulator.ts';

/** The app registration: the one multi-tenant application this Entra knows. */
export interface EntraApp {
  readonly clientId: string;
  readonly displayName: string;
  readonly clientSecret?: string;
  /** PEM of the public certificate whose key signs client assertions. */
  readonly certificate?: string;
  /** As Entra does, `http://localhost` matches with any port. Redeemed with or without client authentication. */
  readonly redirectUris: readonly string[];
  /** Redirect URIs of type "web": a code sent there is redeemed with client authentication only (AADSTS7000218). */
  readonly webRedirectUris?: readonly string[];
  /** `api://<clientId>`. */
  readonly appIdUri: string;
  /** Delegated permissions that the API exposes; default `['access_as_user']`. */
  readonly scopes?: readonly string[];
  /** Roles that users may hold; a seeded role that is not listed here is not issued. */
  readonly appRoles: readonly string[];
  /** App roles that the application itself holds on its own API, in app-only tokens for it. */
  readonly ownApplicationRoles?: readonly string[];
  /** Application permissions that admin consent to `https://graph.microsoft.com/.default` grants. */
  readonly requiredPermissions: { readonly graph: readonly string[] };
  /** Delegated permissions for Graph that it asks users for, beside `User.Read`; an admin consent to `/.default` covers them for all. */
  readonly delegatedPermissions?: readonly string[];
  /** Services that a tenant has beside Graph, e.g. an organisation of Dynamics 365: `https://contoso.crm4.dynamics.com`. */
  readonly resources?: readonly { readonly tenantId: string; readonly uri: string }[];
}

/** The managed identity behind `/msi/token`. */
export interface ManagedIdentity {
  /** What `X-IDENTITY-HEADER` must carry. */
  readonly header: string;
  /** The tenant that the identity lives in: the operator's. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly principalId: string;
}

export interface EntraOptions extends EmulatorOptions {
  readonly companies: readonly SeedCompany[];
  readonly app: EntraApp;
  /** The base URL that documents and pages name; the listening URL when absent. */
  readonly publicUrl?: string;
  /**
   * Judges `nbf` and `exp` of client assertions. msal-node signs them with the machine's time, so a stack
   * whose clock is simulated passes the system clock here; default: `clock`.
   */
  readonly assertionClock?: Clock;
  readonly managedIdentity?: Partial<ManagedIdentity>;
}

export const graphResource = 'https://graph.microsoft.com';

/** The production's issuer, whatever URL the emulator listens on. */
export const issuerOf = (tenantId: string): string => `https://login.microsoftonline.com/${tenantId}/v2.0`;
