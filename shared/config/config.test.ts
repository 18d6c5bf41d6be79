import { describe, expect, it } from 'vitest';
import sample from '../../local.settings.sample.json' with { type: 'json' };
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { hostSettingNames, settingNames, settings } from './settings.ts';

const cloud = {
  SWITCHBOARD_PUBLIC_URL: 'https://api.switchboard.example/',
  SWITCHBOARD_REGION: 'germanywestcentral',
  SWITCHBOARD_ENTRA_CLIENT_ID: '5B1C8A52-7F0D-4C1E-9A35-2F6F2F1F5A01',
  SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID: '0f0f0f0f-0000-4000-8000-000000000001',
  SWITCHBOARD_ENTRA_CERTIFICATE_NAME: 'entra-app-certificate',
  SWITCHBOARD_TABLES_URL: 'https://switchboard.table.core.windows.net',
  ServiceBus__fullyQualifiedNamespace: 'switchboard.servicebus.windows.net',
  SWITCHBOARD_KEY_VAULT_URL: 'https://switchboard.vault.azure.net',
  SWITCHBOARD_MAIL_ACS_ENDPOINT: 'https://switchboard.europe.communication.azure.com',
  SWITCHBOARD_MAIL_SENDER: 'no-reply@switchboard.example',
};

const refused = (env: Record<string, string | undefined>): ConfigError => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
};

describe('the configuration', () => {
  it('fills in defaults and groups what belongs together', () => {
    expect(readConfig(cloud)).toEqual({
      publicUrl: 'https://api.switchboard.example',
      insecureLoopback: false,
      region: 'germanywestcentral',
      homeRegion: 'germanywestcentral',
      defaultLanguage: 'de',
      corsOrigins: [],
      logLevel: 'info',
      entra: {
        clientId: '5b1c8a52-7f0d-4c1e-9a35-2f6f2f1f5a01',
        operatorTenantId: '0f0f0f0f-0000-4000-8000-000000000001',
        audiences: ['5b1c8a52-7f0d-4c1e-9a35-2f6f2f1f5a01'],
        authority: 'https://login.microsoftonline.com',
        issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
        jwksUrl: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
        consentUrl: 'https://login.microsoftonline.com',
        credential: { kind: 'certificate', secretName: 'entra-app-certificate' },
      },
      graph: { url: 'https://graph.microsoft.com', timeoutMs: 60_000 },
      ldap: { allowedNetworks: [], allowPlain: false },
      dynamics: {},
      tables: {
        germanywestcentral: { kind: 'identity', address: 'https://switchboard.table.core.windows.net' },
      },
      serviceBus: { kind: 'identity', address: 'switchboard.servicebus.windows.net' },
      keyVault: { url: 'https://switchboard.vault.azure.net', dataKeyName: 'data-keys' },
      mail: {
        kind: 'acs',
        access: { kind: 'identity', address: 'https://switchboard.europe.communication.azure.com' },
        sender: 'no-reply@switchboard.example',
      },
      telemetry: { console: false, ratio: 1 },
      stores: { allowTest: false },
      limits: {
        rateFactor: 1,
        sourceFreshnessMs: 43_200_000,
        syncBlockSize: 40,
        syncConcurrency: 4,
        erasureGraceDays: 30,
        httpTimeoutMs: 20_000,
      },
    });
  });

  it('telemetry is sent as the identity where Application Insights takes nothing else', () => {
    const APPLICATIONINSIGHTS_AUTHENTICATION_STRING = 'ClientId=x;Authorization=AAD';
    const read = readConfig({ ...cloud, APPLICATIONINSIGHTS_AUTHENTICATION_STRING });
    expect(read.telemetry).toMatchObject({ asIdentity: true });
    expect(() => readConfig({ ...cloud, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=x' })).toThrow(
      'Authorization=AAD',
    );
  });

  it('tells everything that is wrong at once, a line for each setting with an example', () => {
    const error = refused({
      ...cloud,
      SWITCHBOARD_REGION: 'eastus',
      SWITCHBOARD_ENTRA_CLIENT_ID: undefined,
      SWITCHBOARD_SYNC_BLOCK_SIZE: '0',
      SWITCHBOARD_TABLES_CONNECTION_STRING: 'DefaultEndpointsProtocol=https;AccountName=x',
      SWITCHBOARD_CORS_ORIGINS: 'https://portal.example/page',
    });
    expect(error.problems.map(({ name }) => name)).toEqual([
      'SWITCHBOARD_REGION',
      'SWITCHBOARD_CORS_ORIGINS',
      'SWITCHBOARD_ENTRA_CLIENT_ID',
      'SWITCHBOARD_SYNC_BLOCK_SIZE',
      'SWITCHBOARD_TABLES_CONNECTION_STRING',
    ]);
    expect(error.message).toContain(
      '  SWITCHBOARD_ENTRA_CLIENT_ID is missing (example: 00000000-0000-4000-8000-000000000002)\n',
    );
    expect(error.message).toContain(
      'SWITCHBOARD_REGION is none of: westeurope, northeurope, germanywestcentral',
    );
    expect(error.message).toContain('SWITCHBOARD_SYNC_BLOCK_SIZE is not a whole number from 1 to 100');
  });

  it('[T4] knows the account of each region that has one', () => {
    const own = 'https://switchboardneu.table.core.windows.net';
    const { tables, homeRegion } = readConfig({
      ...cloud,
      SWITCHBOARD_REGION: 'northeurope',
      SWITCHBOARD_HOME_REGION: 'germanywestcentral',
      SWITCHBOARD_TABLES_URL_NORTHEUROPE: own,
    });
    expect(homeRegion).toBe('germanywestcentral');
    expect(tables).toEqual({
      germanywestcentral: { kind: 'identity', address: 'https://switchboard.table.core.windows.net' },
      northeurope: { kind: 'identity', address: own },
    });
  });

  it.each([
    [
      'no account of its own region',
      { SWITCHBOARD_HOME_REGION: 'westeurope' },
      'SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL is missing',
    ],
    [
      'two accounts of the home region',
      { SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL: 'https://x.table.core.windows.net' },
      'SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL is of the home region',
    ],
    [
      'two ways to one account',
      {
        SWITCHBOARD_TABLES_URL_WESTEUROPE: 'https://x.table.core.windows.net',
        SWITCHBOARD_TABLES_CONNECTION_STRING_WESTEUROPE: 'AccountName=x;AccountKey=eA==',
      },
      'SWITCHBOARD_TABLES_CONNECTION_STRING_WESTEUROPE is set beside SWITCHBOARD_TABLES_URL_WESTEUROPE',
    ],
    [
      'an account that is reached in plain text',
      { SWITCHBOARD_TABLES_URL_WESTEUROPE: 'http://x.table.core.windows.net' },
      'SWITCHBOARD_TABLES_URL_WESTEUROPE is not encrypted',
    ],
  ])('[T4] refuses %s', (_, given, message) => {
    expect(refused({ ...cloud, ...given }).message).toContain(message);
  });

  it.each([
    ['0.5', 0.5],
    ['100', 100],
    ['', 1],
  ])('reads the factor %j of the limits of calls', (text, rateFactor) => {
    const { limits } = readConfig({ ...cloud, SWITCHBOARD_RATE_LIMIT_FACTOR: text });
    expect(limits).toMatchObject({ rateFactor });
  });

  it('[S2] reads the networks in which servers of customers may be', () => {
    const networks = { ...cloud, SWITCHBOARD_LDAP_ALLOWED_NETWORKS: '10.20.0.0/16, fd12::1' };
    expect(readConfig(networks).ldap.allowedNetworks).toEqual([
      { bits: 32, value: 0x0a140000n, prefix: 16 },
      { bits: 128, value: 0xfd120000000000000000000000000001n, prefix: 128 },
    ]);
    for (const wrong of ['10.20.0.0/33', 'firma.local', '10.0.0.0/8;10.1.0.0/16']) {
      const error = refused({ ...cloud, SWITCHBOARD_LDAP_ALLOWED_NETWORKS: wrong });
      expect(error.message).toContain(
        'SWITCHBOARD_LDAP_ALLOWED_NETWORKS holds something that is not a network',
      );
    }
  });

  it.each(['0', '0.05', '101', '1e1', '-1', 'many'])('refuses %j as a factor', (text) => {
    expect(refused({ ...cloud, SWITCHBOARD_RATE_LIMIT_FACTOR: text }).message).toContain(
      'SWITCHBOARD_RATE_LIMIT_FACTOR is not a number from 0.1 to 100',
    );
  });

  it('never repeats a value, which may be a secret', () => {
    const garbage = Object.fromEntries(settingNames.map((name) => [name, 'hunter2 hunter2']));
    expect(refused(garbage).message).not.toContain('hunter2');
    const leaking = {
      ...cloud,
      SWITCHBOARD_MAIL_ACS_ENDPOINT: '',
      SWITCHBOARD_MAIL_SMTP_URL: 'smtps://me:hunter2@smtp.example',
    };
    expect(refused(leaking).message).toContain('SWITCHBOARD_MAIL_SMTP_URL holds a password');
    expect(refused(leaking).message).not.toContain('hunter2');
  });

  it('asks for exactly one way to reach each service', () => {
    const none = refused({ ...cloud, SWITCHBOARD_ENTRA_CERTIFICATE_NAME: '' });
    expect(none.message).toContain(
      'SWITCHBOARD_ENTRA_CERTIFICATE_NAME is missing, and so is SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME',
    );
    const both = refused({ ...cloud, SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME: 'entra-app-secret' });
    expect(both.message).toContain(
      'SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME is set beside SWITCHBOARD_ENTRA_CERTIFICATE_NAME',
    );
  });

  it('says of every required setting that it is missing', () => {
    for (const { problem } of refused({}).problems) expect(problem).toMatch(/^is missing/);
  });
});

describe('plain text', () => {
  it.each([
    ['SWITCHBOARD_GRAPH_URL', 'http://127.0.0.1:7082'],
    ['SWITCHBOARD_KEY_VAULT_URL', 'http://switchboard.vault.azure.net'],
    ['SWITCHBOARD_PUBLIC_URL', 'http://api.switchboard.example'],
    ['SWITCHBOARD_ENTRA_JWKS_URL', 'http://127.0.0.1/keys'],
  ])('is refused for %s in the cloud', (name, value) => {
    expect(refused({ ...cloud, [name]: value }).problems).toEqual([
      { name, problem: 'is not encrypted: https is needed' },
    ]);
  });

  it('is refused for emulators named in connection strings', () => {
    const error = refused({
      ...cloud,
      SWITCHBOARD_TABLES_URL: '',
      SWITCHBOARD_TABLES_CONNECTION_STRING: 'UseDevelopmentStorage=true',
      ServiceBus__fullyQualifiedNamespace: '',
      ServiceBus: sample.Values.ServiceBus,
      SWITCHBOARD_ENTRA_AUTHORITY_METADATA: sample.Values.SWITCHBOARD_ENTRA_AUTHORITY_METADATA,
      SWITCHBOARD_DYNAMICS_LOOPBACK_URL: 'https://127.0.0.1:7085',
    });
    expect(error.problems.map(({ name }) => name)).toEqual([
      'SWITCHBOARD_ENTRA_AUTHORITY_METADATA',
      'SWITCHBOARD_TABLES_CONNECTION_STRING',
      'ServiceBus',
      'SWITCHBOARD_DYNAMICS_LOOPBACK_URL',
    ]);
  });

  it.each([
    ['SWITCHBOARD_PUBLIC_URL', 'https://api.switchboard.example'],
    ['SWITCHBOARD_KEY_VAULT_URL', 'http://127.0.0.1.evil.example'],
    ['SWITCHBOARD_GRAPH_URL', 'http://graph.example'],
    ['SWITCHBOARD_DYNAMICS_LOOPBACK_URL', 'https://dynamics.example'],
    ['SWITCHBOARD_ENTRA_AUTHORITY_METADATA', ''],
    [
      'SWITCHBOARD_ENTRA_AUTHORITY_METADATA',
      sample.Values.SWITCHBOARD_ENTRA_AUTHORITY_METADATA.replaceAll('127.0.0.1:7081', 'entra.example'),
    ],
    [
      'SWITCHBOARD_TABLES_CONNECTION_STRING',
      'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=eA==;TableEndpoint=http://tables.example/a;',
    ],
    ['SWITCHBOARD_MAIL_SMTP_URL', 'smtp://mail.example:25'],
  ])('is for this machine only, so the flag is refused with another %s (%#)', (name, value) => {
    const error = refused({ ...sample.Values, [name]: value });
    expect([...new Set(error.problems.map((problem) => problem.name))]).toEqual([name]);
  });

  it.each([
    ['SWITCHBOARD_GRAPH_URL', ''],
    ['SWITCHBOARD_KEY_VAULT_URL', 'https://test.vault.azure.net'],
    ['ServiceBus', 'Endpoint=sb://real.servicebus.windows.net;SharedAccessKeyName=a;SharedAccessKey=b'],
    ['SWITCHBOARD_MAIL_SMTP_URL', 'smtps://mail.example:465'],
  ])('lets a real service over TLS stand in for an emulator: %s', (name, value) => {
    expect(() => readConfig({ ...sample.Values, [name]: value })).not.toThrow();
  });
});

describe('local.settings.sample.json', () => {
  const documented = Object.keys(sample.README).filter((name) => name !== '');
  const known = [...hostSettingNames, ...settingNames];

  it('explains every setting that the code reads, and no other', () => {
    expect(documented.toSorted()).toEqual(known.toSorted());
  });

  it('has every setting among its values', () => {
    expect(Object.keys(sample.Values).toSorted()).toEqual(known.toSorted());
  });

  it('is a configuration that works', () => {
    expect(readConfig(sample.Values).insecureLoopback).toBe(true);
  });

  it('is spoken of in messages by examples that are themselves in order', () => {
    const withPlaceholder = ['SWITCHBOARD_ENTRA_AUTHORITY_METADATA'];
    for (const name of settingNames.filter((each) => !withPlaceholder.includes(each))) {
      expect(settings[name].schema.safeParse(settings[name].example).success, name).toBe(true);
    }
  });
});
