import type { IpNetwork } from '../kernel/ip-network.ts';
import type { LogLevel } from '../kernel/log.ts';
import type { Language } from '../kernel/tenant-context.ts';
import { alternativeProblems } from './alternatives.ts';
import { storeProblems } from './app-stores.ts';
import { assemble } from './assemble.ts';
import { ConfigError, type SettingProblem } from './config-error.ts';
import { loopbackProblems } from './loopback-rule.ts';
import { readSettings } from './read-settings.ts';
import type { regions, SettingValues } from './settings.ts';
import { regionProblems } from './table-accounts.ts';

/** How a service is reached: as the managed identity, or (local stack) by a connection string. */
export type Access =
  | { readonly kind: 'identity'; readonly address: string }
  | { readonly kind: 'connection-string'; readonly connectionString: string };

export type MailConfig =
  | { readonly kind: 'smtp'; readonly url: string; readonly passwordSecret?: string; readonly sender: string }
  | { readonly kind: 'acs'; readonly access: Access; readonly sender: string };

/** What the application authenticates itself to Entra with: the name of a Key Vault secret. */
export type AppCredentialName = {
  readonly kind: 'certificate' | 'client-secret';
  readonly secretName: string;
};

/** Where traces and metrics go; nowhere where both are absent. */
export interface TelemetryConfig {
  /** Each span as a line of the log, for development. */
  readonly console: boolean;
  /** Of Application Insights. */
  readonly connectionString?: string;
  /** Sent as the managed identity: the connection string's key alone is not taken there. */
  readonly asIdentity?: true;
  /** 0 to 1: how many of the traces that begin here are recorded. */
  readonly ratio: number;
}

/** [L5] The app as Apple knows it. */
export interface AppleStoreConfig {
  readonly bundleId: string;
  readonly appId: number;
  /** DER; below them everything is signed. */
  readonly roots: readonly Uint8Array[];
  /** Absent: Apple is not asked how purchases stand, it only tells. */
  readonly server?: AppleServerConfig;
}

/** [L5] The key of the App Store Server API. */
export interface AppleServerConfig {
  readonly issuerId: string;
  readonly keyId: string;
  /** Vault secret with the key as Apple gives it out once: PEM. */
  readonly keyName: string;
  /** Loopback only: where an emulator serves Apple's hosts, each below its own name. */
  readonly loopbackUrl?: string;
}

/** [L5] The app as Google knows it. */
export interface GoogleStoreConfig {
  readonly packageName: string;
  /** Vault secret with the JSON key of the service account that reads purchases. */
  readonly keyName: string;
  /** E-mail address of the service account that Pub/Sub pushes as. */
  readonly pushAccount: string;
  /** Loopback only: where an emulator serves Google's hosts, each below its own name. */
  readonly loopbackUrl?: string;
}

export interface Config {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Only ever true where every address is on 127.0.0.1 or localhost. */
  readonly insecureLoopback: boolean;
  /** The region of this deployment. */
  readonly region: Region;
  /** [T4] Where the index lies, and tenants for which no region was settled: the same for all deployments. */
  readonly homeRegion: Region;
  readonly defaultLanguage: Language;
  readonly corsOrigins: readonly string[];
  readonly logLevel: LogLevel;
  /** Client id of the user-assigned managed identity; absent: the system-assigned one, or the developer's own sign-in. */
  readonly managedIdentityClientId?: string;
  readonly entra: {
    readonly clientId: string;
    readonly operatorTenantId: string;
    readonly audiences: readonly string[];
    readonly authority: string;
    /** With the placeholder `{tenantid}`. */
    readonly issuer: string;
    readonly jwksUrl: string;
    /** Where browsers are sent for the administrator's consent. */
    readonly consentUrl: string;
    /** JSON for MSAL; loopback only. */
    readonly authorityMetadata?: string;
    readonly credential: AppCredentialName;
  };
  readonly graph: { readonly url: string; readonly timeoutMs: number };
  readonly ldap: {
    /** What servers named by customers may be at, beside the open internet. */
    readonly allowedNetworks: readonly IpNetwork[];
    /** Whether a customer may choose to read without TLS. */
    readonly allowPlain: boolean;
  };
  /** Loopback only: where an emulator serves the organisations of Dynamics 365, each below its own host's name. */
  readonly dynamics: { readonly loopbackUrl?: string };
  /** [T4] The storage account of each region that has one, the home region's at least: where its tenants' rows lie. */
  readonly tables: Readonly<Partial<Record<Region, Access>>>;
  readonly serviceBus: Access;
  readonly keyVault: { readonly url: string; readonly dataKeyName: string };
  readonly mail: MailConfig;
  readonly telemetry: TelemetryConfig;
  /** Stores whose purchases count; `allowTest`: those of their test environments too. */
  readonly stores: {
    readonly allowTest: boolean;
    readonly apple?: AppleStoreConfig;
    readonly google?: GoogleStoreConfig;
  };
  readonly limits: {
    /** Scales how often the API may be called, of every sort of call. */
    readonly rateFactor: number;
    /** A source older than this is read anew before an import run. */
    readonly sourceFreshnessMs: number;
    /** Mailboxes that one message covers. */
    readonly syncBlockSize: number;
    /** Graph calls of one block in flight at a time. */
    readonly syncConcurrency: number;
    /** Between a departure, or a lost consent, and the erasure of everything. */
    readonly erasureGraceDays: number;
    /** For every outgoing HTTP call but Graph's. */
    readonly httpTimeoutMs: number;
  };
}

export type Region = (typeof regions)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks all settings; the only reader of the environment. Throws one `ConfigError` with everything that is
 * wrong. Values are never part of its message.
 */
export function readConfig(env: Environment): Config {
  const { values, problems } = readSettings(env);
  const all: readonly SettingProblem[] = [...problems, ...crossed(values, problems)];
  if (all.length > 0) throw new ConfigError(all);
  return assemble(values as SettingValues);
}

/** Rules over several settings, told only where the setting itself was in order: one line per setting. */
function crossed(
  values: Partial<SettingValues>,
  problems: readonly SettingProblem[],
): readonly SettingProblem[] {
  const told = new Set(problems.map(({ name }) => name));
  const rules = [alternativeProblems, regionProblems, storeProblems, loopbackProblems];
  return rules
    .flatMap((rule) => rule(values))
    .filter(({ name }) => {
      if (told.has(name)) return false;
      told.add(name);
      return true;
    });
}
