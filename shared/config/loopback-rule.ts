import type { SettingProblem } from './config-error.ts';
import { connectionStringValue } from './connection-string.ts';
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
  'SWITCHBOARD_TABLES_URL',
  'SWITCHBOARD_KEY_VAULT_URL',
  'SWITCHBOARD_MAIL_SMTP_URL',
  'SWITCHBOARD_MAIL_ACS_ENDPOINT',
] as const;

/** Everything that is called, or (the public URL) calls in. The authority is a name for MSAL, not called by itself. */
function endpoints(values: Partial<SettingValues>): readonly Endpoint[] {
  const metadata = values.SWITCHBOARD_ENTRA_AUTHORITY_METADATA;
  return [
    ...urlSettings.flatMap((name) => {
      const url = values[name];
      return url === undefined ? [] : [{ name, url }];
    }),
    ...part(values, 'SWITCHBOARD_TABLES_CONNECTION_STRING', 'TableEndpoint'),
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

const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost'].includes(URL.parse(url)?.hostname ?? '');

const development = /(^|;)(UseDevelopmentStorage|UseDevelopmentEmulator)=true/i;

function insecureProblems(values: Partial<SettingValues>): readonly SettingProblem[] {
  const problems = endpoints(values)
    .filter(({ url }) => !isLoopback(url))
    .map(({ name }) => ({
      name,
      problem: 'is not on 127.0.0.1 or localhost, as SWITCHBOARD_INSECURE_LOOPBACK demands',
    }));
  const cloudOnly = ['ServiceBus__fullyQualifiedNamespace'] as const;
  const needed = ['SWITCHBOARD_ENTRA_AUTHORITY_METADATA', 'SWITCHBOARD_ENTRA_JWKS_URL'] as const;
  const tables = values.SWITCHBOARD_TABLES_CONNECTION_STRING;
  return [
    ...problems,
    ...cloudOnly
      .filter((name) => values[name] !== undefined)
      .map((name) => ({ name, problem: 'cannot be used with SWITCHBOARD_INSECURE_LOOPBACK' })),
    ...needed
      .filter((name) => values[name] === undefined)
      .map((name) => ({ name, problem: 'is missing, as SWITCHBOARD_INSECURE_LOOPBACK is on' })),
    ...(tables !== undefined &&
    !development.test(tables) &&
    connectionStringValue(tables, 'TableEndpoint') === undefined
      ? [
          {
            name: 'SWITCHBOARD_TABLES_CONNECTION_STRING' as const,
            problem: 'has no TableEndpoint on 127.0.0.1, as SWITCHBOARD_INSECURE_LOOPBACK demands',
          },
        ]
      : []),
  ];
}

function secureProblems(values: Partial<SettingValues>): readonly SettingProblem[] {
  const plain = endpoints(values)
    .filter(({ url }) => url.startsWith('http:'))
    .map(({ name }) => ({ name, problem: 'is not encrypted: https is needed' }));
  const strings = ['SWITCHBOARD_TABLES_CONNECTION_STRING', 'ServiceBus'] as const;
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
  const override =
    values.SWITCHBOARD_ENTRA_AUTHORITY_METADATA === undefined
      ? []
      : [
          {
            name: 'SWITCHBOARD_ENTRA_AUTHORITY_METADATA' as const,
            problem: 'is for emulators only; that needs SWITCHBOARD_INSECURE_LOOPBACK',
          },
        ];
  return [...plain, ...emulated, ...override];
}

/**
 * Without the flag everything is encrypted. With it nothing leaves the machine: each address must be on loopback, so
 * that a forgotten flag in the cloud stops the start instead of sending tokens and personal data in plain text.
 */
export const loopbackProblems = (values: Partial<SettingValues>): readonly SettingProblem[] =>
  values.SWITCHBOARD_INSECURE_LOOPBACK === 'true' ? insecureProblems(values) : secureProblems(values);
