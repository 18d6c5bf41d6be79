import { access } from './access.ts';
import { appStores } from './app-stores.ts';
import type { Config, MailConfig } from './config.ts';
import type { SettingValues } from './settings.ts';
import { homeRegion, tableAccounts } from './table-accounts.ts';

function mail(values: SettingValues): MailConfig {
  const sender = values.SWITCHBOARD_MAIL_SENDER;
  const passwordSecret = values.SWITCHBOARD_MAIL_SMTP_PASSWORD_SECRET;
  if (values.SWITCHBOARD_MAIL_SMTP_URL !== undefined) {
    const smtp = { kind: 'smtp', url: values.SWITCHBOARD_MAIL_SMTP_URL, sender } as const;
    return passwordSecret === undefined ? smtp : { ...smtp, passwordSecret };
  }
  return {
    kind: 'acs',
    access: access(values.SWITCHBOARD_MAIL_ACS_ENDPOINT, values.SWITCHBOARD_MAIL_ACS_CONNECTION_STRING),
    sender,
  };
}

function entra(values: SettingValues): Config['entra'] {
  const authority = values.SWITCHBOARD_ENTRA_AUTHORITY;
  const certificate = values.SWITCHBOARD_ENTRA_CERTIFICATE_NAME;
  const metadata = values.SWITCHBOARD_ENTRA_AUTHORITY_METADATA;
  return {
    clientId: values.SWITCHBOARD_ENTRA_CLIENT_ID,
    operatorTenantId: values.SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID,
    audiences: values.SWITCHBOARD_ENTRA_AUDIENCES ?? [values.SWITCHBOARD_ENTRA_CLIENT_ID],
    authority,
    issuer: values.SWITCHBOARD_ENTRA_ISSUER ?? `${authority}/{tenantid}/v2.0`,
    jwksUrl: values.SWITCHBOARD_ENTRA_JWKS_URL ?? `${authority}/common/discovery/v2.0/keys`,
    consentUrl: values.SWITCHBOARD_ENTRA_CONSENT_URL ?? authority,
    ...(metadata === undefined ? {} : { authorityMetadata: metadata }),
    credential:
      certificate === undefined
        ? { kind: 'client-secret', secretName: values.SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME ?? '' }
        : { kind: 'certificate', secretName: certificate },
  };
}

/** The flat settings as the grouped configuration; rules between settings have been checked before. */
export function assemble(values: SettingValues): Config {
  const identity = values.AZURE_CLIENT_ID;
  const insights = values.APPLICATIONINSIGHTS_CONNECTION_STRING;
  const dynamicsUrl = values.SWITCHBOARD_DYNAMICS_LOOPBACK_URL;
  return {
    publicUrl: values.SWITCHBOARD_PUBLIC_URL,
    insecureLoopback: values.SWITCHBOARD_INSECURE_LOOPBACK === 'true',
    region: values.SWITCHBOARD_REGION,
    homeRegion: homeRegion(values),
    defaultLanguage: values.SWITCHBOARD_DEFAULT_LANGUAGE,
    corsOrigins: values.SWITCHBOARD_CORS_ORIGINS,
    logLevel: values.SWITCHBOARD_LOG_LEVEL,
    ...(identity === undefined ? {} : { managedIdentityClientId: identity }),
    entra: entra(values),
    graph: { url: values.SWITCHBOARD_GRAPH_URL, timeoutMs: values.SWITCHBOARD_GRAPH_TIMEOUT_SECONDS * 1000 },
    ldap: {
      allowedNetworks: values.SWITCHBOARD_LDAP_ALLOWED_NETWORKS,
      allowPlain: values.SWITCHBOARD_LDAP_PLAIN === 'true',
    },
    dynamics: dynamicsUrl === undefined ? {} : { loopbackUrl: dynamicsUrl },
    tables: tableAccounts(values),
    serviceBus: access(values.ServiceBus__fullyQualifiedNamespace, values.ServiceBus),
    keyVault: { url: values.SWITCHBOARD_KEY_VAULT_URL, dataKeyName: values.SWITCHBOARD_DATA_KEY_NAME },
    mail: mail(values),
    stores: appStores(values),
    telemetry: {
      console: values.SWITCHBOARD_TRACE_CONSOLE === 'true',
      ...(insights === undefined ? {} : { connectionString: insights }),
      ...(values.APPLICATIONINSIGHTS_AUTHENTICATION_STRING === undefined ? {} : { asIdentity: true }),
      ratio: values.SWITCHBOARD_TRACE_PERCENT / 100,
    },
    limits: {
      rateFactor: values.SWITCHBOARD_RATE_LIMIT_FACTOR,
      sourceFreshnessMs: values.SWITCHBOARD_SOURCE_FRESHNESS_MINUTES * 60_000,
      syncBlockSize: values.SWITCHBOARD_SYNC_BLOCK_SIZE,
      syncConcurrency: values.SWITCHBOARD_SYNC_CONCURRENCY,
      erasureGraceDays: values.SWITCHBOARD_ERASURE_GRACE_DAYS,
      httpTimeoutMs: values.SWITCHBOARD_HTTP_TIMEOUT_SECONDS * 1000,
    },
  };
}
