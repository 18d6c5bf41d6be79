import type { SettingProblem } from './config-error.ts';
import { connectionStringValue } from './connection-string.ts';
import { isLoopback } from './is-loopback.ts';
import type { SettingName, SettingValues } from './settings.ts';

interface Endpoint {
  readonly name: SettingName;
  readonly url: string;
}

const part = (values: Partial<SettingValues>, name: SettingName, key: string): readonly Endpoint[] => {
  const text = values[name];
  const url = typeof text === 'string' ? connectionStringValue(text, key) : undefined;
  return url === undefined ? [] : [{ name, url }];
};

const urlSettings = [
  'SWITCHBOARD_PUBLIC_URL',
  'SWITCHBOARD_ENTRA_JWKS_URL',
  'SWITCHBOARD_ENTRA_CONSENT_URL',
  'SWITCHBOARD_GRAPH_URL',
  'SWITCHBOARD_DYNAMICS_LOOPBACK_URL',
  'SWITCHBOARD_APPLE_LOOPBACK_URL',
  'SWITCHBOARD_GOOGLE_LOOPBACK_URL',
  'SWITCHBOARD_TABLES_URL',
  'SWITCHBOARD_TABLES_URL_WESTEUROPE',
  'SWITCHBOARD_TABLES_URL_NORTHEUROPE',
  'SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL',
  'SWITCHBOARD_KEY_VAULT_URL',
  'SWITCHBOARD_MAIL_SMTP_URL',
  'SWITCHBOARD_MAIL_ACS_ENDPOINT',
] as const;

const tableStrings = [
  'SWITCHBOARD_TABLES_CONNECTION_STRING',
  'SWITCHBOARD_TABLES_CONNECTION_STRING_WESTEUROPE',
  'SWITCHBOARD_TABLES_CONNECTION_STRING_NORTHEUROPE',
  'SWITCHBOARD_TABLES_CONNECTION_STRING_GERMANYWESTCENTRAL',
] as const;

/** Everything that is called, or (the public URL) calls in. The authority is a name for MSAL, not called by itself. */
function endpoints(values: Partial<SettingValues>): readonly Endpoint[] {
  const metadata = values.SWITCHBOARD_ENTRA_AUTHORITY_METADATA;
  return [
    ...urlSettings.flatMap((name) => {
      const url = values[name];
      return url === undefined ? [] : [{ name, url }];
    }),
    ...tableStrings.flatMap((name) => part(values, name, 'TableEndpoint')),
    ...part(values, 'ServiceBus', 'Endpoint'),
    ...part(values, 'SWITCHBOARD_MAIL_ACS_CONNECTION_STRING', 'endpoint'),
    ...(metadata === undefined
      ? []
      : ['token_endpoint', 'authorization_endpoint', 'jwks_uri'].map((key) => ({
          name: 'SWITCHBOARD_ENTRA_AUTHORITY_METADATA' as const,
          url: String((JSON.parse(metadata) as Record<string, unknown>)[key]),
        }))),
  ];
}

const override = 'SWITCHBOARD_ENTRA_AUTHORITY_METADATA' as const;

/** Take the place of what is fixed in the cloud: the authority, the hosts of Dynamics 365, Apple and Google. For emulators only. */
const overrides = [
  override,
  'SWITCHBOARD_DYNAMICS_LOOPBACK_URL',
  'SWITCHBOARD_APPLE_LOOPBACK_URL',
  'SWITCHBOARD_GOOGLE_LOOPBACK_URL',
] as const;

const development = /(^|;)(UseDevelopmentStorage|UseDevelopmentEmulator)=true/i;

const isEncrypted = (url: string): boolean => /^(https|smtps|sb):/.test(url);

/** What must be on this machine even when it is encrypted: a forgotten flag in the cloud stops the start. */
const alwaysHere: readonly SettingName[] = ['SWITCHBOARD_PUBLIC_URL', ...overrides];

/** Emulators on this machine in plain text beside real services over TLS: one can stand in for the other. */
function insecureProblems(values: Partial<SettingValues>): readonly SettingProblem[] {
  const exposed = endpoints(values)
    .filter(({ name, url }) => !isLoopback(url) && (alwaysHere.includes(name) || !isEncrypted(url)))
    .map(({ name }) => ({
      name,
      problem: 'is not on 127.0.0.1 or localhost, as SWITCHBOARD_INSECURE_LOOPBACK demands',
    }));
  const emulated = isLoopback(values.SWITCHBOARD_ENTRA_JWKS_URL ?? '');
  if (!emulated || values[override] !== undefined) return exposed;
  return [...exposed, { name: override, problem: 'is missing, as an emulator takes the place of Entra' }];
}

function secureProblems(values: Partial<SettingValues>): readonly SettingProblem[] {
  const plain = endpoints(values)
    .filter(({ url }) => url.startsWith('http:'))
    .map(({ name }) => ({ name, problem: 'is not encrypted: https is needed' }));
  const strings = [...tableStrings, 'ServiceBus'] as const;
  const emulated = strings
    .filter(
      (name) =>
        development.test(values[name] ?? '') ||
        /DefaultEndpointsProtocol=http(;|$)/i.test(values[name] ?? ''),
    )
    .map((name) => ({
      name,
      problem: 'points to an emulator or to http; that needs SWITCHBOARD_INSECURE_LOOPBACK',
    }));
  const overridden = overrides
    .filter((name) => values[name] !== undefined)
    .map((name) => ({ name, problem: 'is for emulators only; that needs SWITCHBOARD_INSECURE_LOOPBACK' }));
  return [...plain, ...emulated, ...overridden];
}

/**
 * Without the flag everything is encrypted. With it an address may also be on this machine, and the application itself
 * must be: a forgotten flag in the cloud stops the start, and nothing ever leaves the machine in plain text.
 */
export const loopbackProblems = (values: Partial<SettingValues>): readonly SettingProblem[] =>
  values.SWITCHBOARD_INSECURE_LOOPBACK === 'true' ? insecureProblems(values) : secureProblems(values);
