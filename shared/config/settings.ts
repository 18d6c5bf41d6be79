import * as z from 'zod';
import { parseNetwork } from '../kernel/ip-network.ts';
import { exampleCertificate } from './example-certificate.ts';
import {
  appleAppId,
  appleKeyId,
  certificates,
  choice,
  connectionString,
  factor,
  guid,
  list,
  reverseDns,
  said,
  setting,
  smtpUrl,
  url,
  vaultName,
  whole,
} from './setting.ts';

/** [T4] Where data may lie. */
export const regions = ['westeurope', 'northeurope', 'germanywestcentral'] as const;

/** Where an emulator on loopback serves what Entra serves; the placeholder `{tenantid}` is filled in by MSAL. */
const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  end_session_endpoint: z.string(),
  jwks_uri: z.string(),
});

const metadataText = z.string().refine((text) => {
  try {
    return metadataSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}, 'is not a JSON object with issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri');

const host = z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, 'is not a host name');

const origins = list.refine(
  (all) => all.every((origin) => URL.parse(origin)?.origin === origin),
  'holds something that is not an origin (scheme, host and port, no path, no slash at the end)',
);

const networks = list
  .refine(
    (all) => all.every((text) => parseNetwork(text) !== undefined),
    'holds something that is not a network (an IP address, a slash, and how many bits it begins with)',
  )
  .transform((all) => all.map(parseNetwork).filter((network) => network !== undefined));

/** Every setting that the application reads. `local.settings.sample.json` explains each; a test compares the two. */
export const settings = {
  SWITCHBOARD_PUBLIC_URL: setting(url, 'https://api.switchboard.example'),
  SWITCHBOARD_INSECURE_LOOPBACK: setting(choice(['true', 'false']).default('false'), 'false'),
  SWITCHBOARD_REGION: setting(choice(regions), 'germanywestcentral'),
  SWITCHBOARD_DEFAULT_LANGUAGE: setting(choice(['de', 'en']).default('de'), 'de'),
  SWITCHBOARD_CORS_ORIGINS: setting(origins.default([]), 'https://portal.switchboard.example'),
  SWITCHBOARD_LOG_LEVEL: setting(choice(['debug', 'info', 'warn', 'error']).default('info'), 'info'),
  SWITCHBOARD_TRACE_CONSOLE: setting(choice(['true', 'false']).default('false'), 'false'),
  SWITCHBOARD_TRACE_PERCENT: setting(whole(0, 100, 100), '100'),
  /** The Functions host reads it too. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: setting(
    connectionString.optional(),
    'InstrumentationKey=…;IngestionEndpoint=https://…',
  ),
  /** As the Functions host takes it, and with the same meaning: telemetry is signed with the managed identity. */
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: setting(
    z
      .string()
      .regex(/(^|;)Authorization=AAD(;|$)/, 'does not say Authorization=AAD')
      .optional(),
    'ClientId=00000000-0000-4000-8000-000000000001;Authorization=AAD',
  ),
  AZURE_CLIENT_ID: setting(guid.optional(), '00000000-0000-4000-8000-000000000001'),

  SWITCHBOARD_ENTRA_CLIENT_ID: setting(guid, '00000000-0000-4000-8000-000000000002'),
  SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID: setting(guid, '00000000-0000-4000-8000-000000000003'),
  SWITCHBOARD_ENTRA_AUDIENCES: setting(
    list.refine((all) => all.length > 0, 'is empty').optional(),
    '00000000-0000-4000-8000-000000000002',
  ),
  SWITCHBOARD_ENTRA_AUTHORITY: setting(
    url.default('https://login.microsoftonline.com'),
    'https://login.microsoftonline.com',
  ),
  SWITCHBOARD_ENTRA_ISSUER: setting(
    z
      .string()
      .refine((text) => text.includes('{tenantid}'), 'lacks the placeholder {tenantid}')
      .optional(),
    'https://login.microsoftonline.com/{tenantid}/v2.0',
  ),
  SWITCHBOARD_ENTRA_JWKS_URL: setting(
    url.optional(),
    'https://login.microsoftonline.com/common/discovery/v2.0/keys',
  ),
  SWITCHBOARD_ENTRA_CONSENT_URL: setting(url.optional(), 'https://login.microsoftonline.com'),
  SWITCHBOARD_ENTRA_AUTHORITY_METADATA: setting(
    metadataText.optional(),
    '{"issuer":"…","token_endpoint":"…",…}',
  ),
  SWITCHBOARD_ENTRA_CERTIFICATE_NAME: setting(vaultName.optional(), 'entra-app-certificate'),
  SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME: setting(vaultName.optional(), 'entra-app-secret'),

  SWITCHBOARD_GRAPH_URL: setting(url.default('https://graph.microsoft.com'), 'https://graph.microsoft.com'),
  SWITCHBOARD_LDAP_ALLOWED_NETWORKS: setting(networks.default([]), '10.20.0.0/16,fd12:3456::/32'),
  SWITCHBOARD_LDAP_PLAIN: setting(choice(['true', 'false']).default('false'), 'false'),
  SWITCHBOARD_DYNAMICS_LOOPBACK_URL: setting(url.optional(), 'http://127.0.0.1:7085'),
  SWITCHBOARD_TABLES_URL: setting(url.optional(), 'https://switchboard.table.core.windows.net'),
  SWITCHBOARD_TABLES_CONNECTION_STRING: setting(
    connectionString.optional(),
    'DefaultEndpointsProtocol=https;…',
  ),
  SWITCHBOARD_HOME_REGION: setting(choice(regions).optional(), 'germanywestcentral'),
  SWITCHBOARD_TABLES_URL_WESTEUROPE: setting(url.optional(), 'https://switchboardweu.table.core.windows.net'),
  SWITCHBOARD_TABLES_URL_NORTHEUROPE: setting(
    url.optional(),
    'https://switchboardneu.table.core.windows.net',
  ),
  SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL: setting(
    url.optional(),
    'https://switchboardgwc.table.core.windows.net',
  ),
  SWITCHBOARD_TABLES_CONNECTION_STRING_WESTEUROPE: setting(
    connectionString.optional(),
    'DefaultEndpointsProtocol=https;…',
  ),
  SWITCHBOARD_TABLES_CONNECTION_STRING_NORTHEUROPE: setting(
    connectionString.optional(),
    'DefaultEndpointsProtocol=https;…',
  ),
  SWITCHBOARD_TABLES_CONNECTION_STRING_GERMANYWESTCENTRAL: setting(
    connectionString.optional(),
    'DefaultEndpointsProtocol=https;…',
  ),
  ServiceBus__fullyQualifiedNamespace: setting(host.optional(), 'switchboard.servicebus.windows.net'),
  ServiceBus: setting(connectionString.optional(), 'Endpoint=sb://switchboard.servicebus.windows.net;…'),
  SWITCHBOARD_KEY_VAULT_URL: setting(url, 'https://switchboard.vault.azure.net'),
  SWITCHBOARD_DATA_KEY_NAME: setting(vaultName.default('data-keys'), 'data-keys'),

  SWITCHBOARD_MAIL_SMTP_URL: setting(smtpUrl.optional(), 'smtps://switchboard@smtp.example:465'),
  SWITCHBOARD_MAIL_SMTP_PASSWORD_SECRET: setting(vaultName.optional(), 'smtp-password'),
  SWITCHBOARD_MAIL_ACS_ENDPOINT: setting(
    url.optional(),
    'https://switchboard.europe.communication.azure.com',
  ),
  SWITCHBOARD_MAIL_ACS_CONNECTION_STRING: setting(
    connectionString.optional(),
    'endpoint=https://…;accesskey=…',
  ),
  SWITCHBOARD_MAIL_SENDER: setting(z.email(said('is not an e-mail address')), 'no-reply@switchboard.example'),

  SWITCHBOARD_APPLE_BUNDLE_ID: setting(reverseDns.optional(), 'example.switchboard.app'),
  SWITCHBOARD_APPLE_APP_ID: setting(appleAppId.optional(), '1234567890'),
  SWITCHBOARD_APPLE_ROOT_CERTIFICATES: setting(certificates.default([]), exampleCertificate),
  SWITCHBOARD_APPLE_ISSUER_ID: setting(guid.optional(), '57246542-96fe-1a63-e053-0824d011072a'),
  SWITCHBOARD_APPLE_KEY_ID: setting(appleKeyId.optional(), '2X9R4HXF34'),
  SWITCHBOARD_APPLE_KEY_NAME: setting(vaultName.optional(), 'app-store-key'),
  SWITCHBOARD_APPLE_LOOPBACK_URL: setting(url.optional(), 'http://127.0.0.1:7086'),
  SWITCHBOARD_GOOGLE_PACKAGE_NAME: setting(reverseDns.optional(), 'example.switchboard.app'),
  SWITCHBOARD_GOOGLE_KEY_NAME: setting(vaultName.optional(), 'google-play-key'),
  SWITCHBOARD_GOOGLE_PUSH_ACCOUNT: setting(
    z.email(said('is not an e-mail address')).optional(),
    'play-push@switchboard.iam.gserviceaccount.com',
  ),
  SWITCHBOARD_GOOGLE_LOOPBACK_URL: setting(url.optional(), 'http://127.0.0.1:7086'),
  SWITCHBOARD_STORE_TEST_PURCHASES: setting(choice(['true', 'false']).default('false'), 'false'),

  SWITCHBOARD_RATE_LIMIT_FACTOR: setting(factor(0.1, 100), '1'),
  SWITCHBOARD_SOURCE_FRESHNESS_MINUTES: setting(whole(1, 7 * 24 * 60, 720), '720'),
  SWITCHBOARD_SYNC_BLOCK_SIZE: setting(whole(1, 100, 40), '40'),
  SWITCHBOARD_SYNC_CONCURRENCY: setting(whole(1, 16, 4), '4'),
  SWITCHBOARD_ERASURE_GRACE_DAYS: setting(whole(1, 365, 30), '30'),
  SWITCHBOARD_GRAPH_TIMEOUT_SECONDS: setting(whole(1, 60, 60), '60'),
  SWITCHBOARD_HTTP_TIMEOUT_SECONDS: setting(whole(1, 20, 20), '20'),
};

type Settings = typeof settings;
export type SettingName = keyof Settings;
export type SettingValues = { readonly [Name in SettingName]: z.infer<Settings[Name]['schema']> };
export const settingNames = Object.keys(settings) as readonly SettingName[];

/** Read by the Functions host or the platform, not by our code; listed so that the sample explains them too. */
export const hostSettingNames = [
  'FUNCTIONS_WORKER_RUNTIME',
  'AzureWebJobsStorage',
  'ServiceBus__clientId',
  'ServiceBus__credential',
] as const;
