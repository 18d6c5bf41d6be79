import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { stackApp } from './emulators/app-stores/stack-app.ts';
import { type ServiceName, serviceNames } from './emulators/stack-protocol.ts';
import { connectionStringOf } from './emulators/tables/accounts.ts';

/**
 * The settings of the stack: `local.settings.json` where there is one, else the sample. A service whose setting names an
 * address outside this machine is used as it is; for all others an emulator is started and its address put in.
 */
export type Settings = Readonly<Record<string, string>>;

const fileSchema = z.object({ Values: z.record(z.string(), z.string()) });

export const readStackSettings = (root: string): { readonly file: string; readonly values: Settings } => {
  const own = join(root, 'local.settings.json');
  const file = existsSync(own) ? own : join(root, 'local.settings.sample.json');
  return { file, values: fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).Values };
};

/** The settings by which each service is reached. */
const addresses: Readonly<Record<ServiceName, readonly string[]>> = {
  entra: ['SWITCHBOARD_ENTRA_JWKS_URL', 'SWITCHBOARD_ENTRA_CONSENT_URL'],
  graph: ['SWITCHBOARD_GRAPH_URL'],
  dynamics: ['SWITCHBOARD_DYNAMICS_LOOPBACK_URL'],
  // Real stores are named by their app.
  appStores: [
    'SWITCHBOARD_APPLE_LOOPBACK_URL',
    'SWITCHBOARD_GOOGLE_LOOPBACK_URL',
    'SWITCHBOARD_APPLE_BUNDLE_ID',
    'SWITCHBOARD_GOOGLE_PACKAGE_NAME',
  ],
  keyVault: ['SWITCHBOARD_KEY_VAULT_URL'],
  mail: [
    'SWITCHBOARD_MAIL_SMTP_URL',
    'SWITCHBOARD_MAIL_ACS_ENDPOINT',
    'SWITCHBOARD_MAIL_ACS_CONNECTION_STRING',
  ],
  serviceBus: ['ServiceBus', 'ServiceBus__fullyQualifiedNamespace'],
  tables: ['SWITCHBOARD_TABLES_CONNECTION_STRING', 'SWITCHBOARD_TABLES_URL'],
};

const onThisMachine = /\/\/([^/@]*@)?(127\.0\.0\.1|localhost)[:/]|UseDevelopment/;

/** Services that the settings leave to emulators. */
export const emulatedServices = (values: Settings): readonly ServiceName[] =>
  serviceNames.filter((name) =>
    addresses[name].every(
      (setting) => (values[setting] ?? '') === '' || onThisMachine.test(values[setting] ?? ''),
    ),
  );

export interface StartedService {
  readonly url: string;
  readonly connectionString?: string;
}

/** The application's environment: what the file says, with the addresses of the emulators that run. */
export const appSettings = (
  values: Settings,
  started: ReadonlyMap<ServiceName, StartedService>,
  publicUrl: string,
  smtpPort: number,
  appleRoot: string,
): Settings => {
  const url = (name: ServiceName) => started.get(name)?.url ?? '';
  const entra = url('entra');
  const perTenant = `${entra}/{tenantid}`;
  const put: Readonly<Record<ServiceName, Settings>> = {
    entra: {
      SWITCHBOARD_ENTRA_JWKS_URL: `${entra}/common/discovery/v2.0/keys`,
      SWITCHBOARD_ENTRA_CONSENT_URL: entra,
      SWITCHBOARD_ENTRA_AUTHORITY_METADATA: JSON.stringify({
        issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
        authorization_endpoint: `${perTenant}/oauth2/v2.0/authorize`,
        token_endpoint: `${perTenant}/oauth2/v2.0/token`,
        end_session_endpoint: `${perTenant}/oauth2/v2.0/logout`,
        jwks_uri: `${perTenant}/discovery/v2.0/keys`,
      }),
    },
    graph: { SWITCHBOARD_GRAPH_URL: url('graph') },
    dynamics: { SWITCHBOARD_DYNAMICS_LOOPBACK_URL: url('dynamics') },
    appStores: {
      SWITCHBOARD_APPLE_BUNDLE_ID: stackApp.bundleId,
      SWITCHBOARD_APPLE_APP_ID: String(stackApp.appId),
      SWITCHBOARD_APPLE_ROOT_CERTIFICATES: appleRoot,
      SWITCHBOARD_APPLE_ISSUER_ID: stackApp.issuerId,
      SWITCHBOARD_APPLE_KEY_ID: stackApp.keyId,
      SWITCHBOARD_APPLE_KEY_NAME: stackApp.appleKeyName,
      SWITCHBOARD_APPLE_LOOPBACK_URL: url('appStores'),
      SWITCHBOARD_GOOGLE_PACKAGE_NAME: stackApp.packageName,
      SWITCHBOARD_GOOGLE_KEY_NAME: stackApp.keyName,
      SWITCHBOARD_GOOGLE_PUSH_ACCOUNT: stackApp.pushAccount,
      SWITCHBOARD_GOOGLE_LOOPBACK_URL: url('appStores'),
    },
    keyVault: { SWITCHBOARD_KEY_VAULT_URL: url('keyVault') },
    mail: { SWITCHBOARD_MAIL_SMTP_URL: `smtp://127.0.0.1:${smtpPort}` },
    serviceBus: { ServiceBus: started.get('serviceBus')?.connectionString ?? '' },
    tables: {
      SWITCHBOARD_TABLES_CONNECTION_STRING: started.get('tables')?.connectionString ?? '',
      SWITCHBOARD_TABLES_CONNECTION_STRING_WESTEUROPE: connectionStringOf(
        URL.parse(url('tables'))?.port ?? '',
        'devstoreaccount2',
      ),
    },
  };
  const emulated = serviceNames.filter((name) => started.has(name)).map((name) => put[name]);
  const filled = Object.entries({ ...values, SWITCHBOARD_PUBLIC_URL: publicUrl }).filter(
    ([, value]) => value !== '',
  );
  return Object.assign(Object.fromEntries(filled), ...emulated) as Settings;
};
