import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asText, describeApplication, registered } from '../../infra/describe/application.ts';
import { tables } from '../../shared/adapters/tables/table-names.ts';
import { readConfig } from '../../shared/config/config.ts';
import {
  hostSettingNames,
  regions,
  type SettingName,
  settingNames,
  settings,
} from '../../shared/config/settings.ts';
import { queueNames } from '../../shared/kernel/messages.ts';
import { type MetricName, metricNames, metrics } from '../../shared/kernel/metrics.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const files = globSync('infra/**/*.{bicep,bicepparam}', { cwd: root });
const bicep = files.filter((file) => file.endsWith('.bicep'));
const environments = files.filter((file) => file.endsWith('.bicepparam'));
const allOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
/** What stands between a beginning of a line and the bracket that closes it at the margin. */
const block = (text: string, start: string) =>
  text.split(`${start}\n`)[1]?.split(/^[}\])]/m)[0] ?? expect.fail(`no "${start}"`);

describe('what Bicep takes from the code', () => {
  it('is up to date: a queue, table or timer is one line in one place (npm run infra:generate)', () => {
    expect(read('infra/generated/application.json')).toBe(asText(describeApplication()));
  });

  it('has every queue with its rules, and Service Bus takes all of them from there', () => {
    expect(describeApplication().queues.map(({ name }) => name)).toEqual(queueNames);
    expect(describeApplication().queues[0]).toEqual({
      name: 'outbox-relay',
      lockDuration: 'PT1M',
      maxDeliveryCount: 10,
      duplicateDetectionHistoryTimeWindow: 'PT1H',
      defaultMessageTimeToLive: 'P14D',
    });
    const text = read('infra/modules/service-bus.bicep');
    expect(text).toContain("var queues = loadJsonContent('../generated/application.json', 'queues')");
    for (const rule of Object.keys(describeApplication().queues[0] ?? {})) {
      expect(text).toContain(`${rule}: item.${rule}`);
    }
  });

  it('has a function for each queue, and no function waits at a queue that there is not', () => {
    expect(
      registered()
        .consumed.map(({ queue }) => queue)
        .toSorted(),
    ).toEqual(queueNames.toSorted());
  });

  it('has every table, in each region but for the index, which lies at home', () => {
    const { everywhere, home } = describeApplication().tables;
    expect([...everywhere, ...home].toSorted()).toEqual(Object.values(tables).toSorted());
    expect(home).toEqual([tables.index]);
    expect(read('infra/main.bicep')).toContain(
      'tables: item == homeRegion ? concat(tables.everywhere, tables.home) : tables.everywhere',
    );
  });

  it('has every timer with its schedule, and an alarm that notices when two runs stayed away', () => {
    const { timers } = describeApplication();
    expect(timers).toContainEqual({
      name: 'due-imports',
      schedule: '0 */5 * * * *',
      alarmAfterMinutes: 15,
    });
    expect(read('infra/modules/alarms.bicep')).toContain(
      "loadJsonContent('../generated/application.json', 'timers')",
    );
  });

  it('names no queue or table a second time', () => {
    for (const file of bicep) {
      const said = allOf(read(file), /'([\w-]+)'/g);
      const names: readonly string[] = [...queueNames, ...Object.values(tables)];
      expect(said.filter((text) => names.includes(text))).toEqual([]);
    }
  });

  it('knows the same regions', () => {
    const [, type = ''] = /type region = (.+)/.exec(read('infra/types.bicep')) ?? [];
    expect(allOf(type, /'(\w+)'/g)).toEqual(regions);
    expect(allOf(block(read('infra/types.bicep'), 'var shortNames = {'), /^ {2}(\w+):/gm)).toEqual(regions);
  });
});

/** Settings that no deployment makes by itself, and why. */
const left: Readonly<Record<string, readonly string[]>> = {
  'local stack: a connection string or an address of an emulator': [
    'SWITCHBOARD_INSECURE_LOOPBACK',
    'SWITCHBOARD_TRACE_CONSOLE',
    'SWITCHBOARD_ENTRA_AUTHORITY_METADATA',
    'SWITCHBOARD_DYNAMICS_LOOPBACK_URL',
    'SWITCHBOARD_APPLE_LOOPBACK_URL',
    'SWITCHBOARD_GOOGLE_LOOPBACK_URL',
    'SWITCHBOARD_TABLES_CONNECTION_STRING',
    ...regions.map((region) => `SWITCHBOARD_TABLES_CONNECTION_STRING_${region.toUpperCase()}`),
    'ServiceBus',
    'SWITCHBOARD_MAIL_ACS_CONNECTION_STRING',
    'AzureWebJobsStorage',
  ],
  'Flex Consumption refuses it: the runtime stands in functionAppConfig': ['FUNCTIONS_WORKER_RUNTIME'],
  'another way than the one that is deployed': [
    'SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME',
    'SWITCHBOARD_MAIL_SMTP_URL',
    'SWITCHBOARD_MAIL_SMTP_PASSWORD_SECRET',
  ],
  'its default is meant; an environment may say otherwise in moreSettings': [
    'SWITCHBOARD_DEFAULT_LANGUAGE',
    'SWITCHBOARD_LOG_LEVEL',
    'SWITCHBOARD_TRACE_PERCENT',
    'SWITCHBOARD_ENTRA_AUTHORITY',
    'SWITCHBOARD_ENTRA_ISSUER',
    'SWITCHBOARD_ENTRA_AUDIENCES',
    'SWITCHBOARD_ENTRA_JWKS_URL',
    'SWITCHBOARD_ENTRA_CONSENT_URL',
    'SWITCHBOARD_GRAPH_URL',
    'SWITCHBOARD_LDAP_PLAIN',
    'SWITCHBOARD_APPLE_BUNDLE_ID',
    'SWITCHBOARD_APPLE_APP_ID',
    'SWITCHBOARD_APPLE_ROOT_CERTIFICATES',
    'SWITCHBOARD_APPLE_ISSUER_ID',
    'SWITCHBOARD_APPLE_KEY_ID',
    'SWITCHBOARD_APPLE_KEY_NAME',
    'SWITCHBOARD_GOOGLE_PACKAGE_NAME',
    'SWITCHBOARD_GOOGLE_KEY_NAME',
    'SWITCHBOARD_GOOGLE_PUSH_ACCOUNT',
    'SWITCHBOARD_STORE_TEST_PURCHASES',
    'SWITCHBOARD_RATE_LIMIT_FACTOR',
    'SWITCHBOARD_SOURCE_FRESHNESS_MINUTES',
    'SWITCHBOARD_SYNC_BLOCK_SIZE',
    'SWITCHBOARD_SYNC_CONCURRENCY',
    'SWITCHBOARD_ERASURE_GRACE_DAYS',
    'SWITCHBOARD_GRAPH_TIMEOUT_SECONDS',
    'SWITCHBOARD_HTTP_TIMEOUT_SECONDS',
  ],
};

/** Read by the platform or an SDK alone; the sample does not explain them. */
const platformSettings = [
  'AzureWebJobsStorage__accountName',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'APPLICATIONINSIGHTS_STATSBEAT_DISABLED',
];

const isSetting = (name: string): name is SettingName => (settingNames as readonly string[]).includes(name);

describe('the settings that Bicep makes', () => {
  const made = allOf(block(read('infra/modules/function-app.bicep'), 'var settings = {'), /^ {2}(\w+):/gm);

  it('are those of the code: each is made, or somebody has said why not', () => {
    const known = [...settingNames, ...hostSettingNames];
    expect([...made, ...Object.values(left).flat()].toSorted()).toEqual(
      [...known, ...platformSettings].toSorted(),
    );
  });

  it('are enough to start, and none of them excludes another', () => {
    const examples = made.filter(isSetting).map((name) => [name, settings[name].example]);
    const config = readConfig({
      ...Object.fromEntries(examples),
      SWITCHBOARD_REGION: 'westeurope',
      SWITCHBOARD_HOME_REGION: 'germanywestcentral',
      SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL: '',
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=x',
    });
    expect(config.tables).toMatchObject(
      Object.fromEntries(regions.map((region) => [region, { kind: 'identity' }])),
    );
    expect(config).toMatchObject({
      serviceBus: { kind: 'identity' },
      mail: { kind: 'acs', access: { kind: 'identity' } },
      entra: { credential: { kind: 'certificate' } },
      telemetry: { asIdentity: true },
    });
  });

  it.each(environments)('%s adds only settings that there are, with values that they may have', (file) => {
    const [, more = ''] = /param moreSettings = \{([^}]*)\}/.exec(read(file)) ?? [];
    for (const [, name = '', value] of more.matchAll(/(\w+): '([^']*)'/g)) {
      if (!isSetting(name)) return expect.fail(`${name} is no setting`);
      expect(settings[name].schema.safeParse(value).error).toBeUndefined();
      expect(made).not.toContain(name);
    }
  });

  it.each(environments)('%s keeps only functions warm that there are', (file) => {
    const { consumed, timers } = registered();
    const groups = ['http', ...consumed.map((each) => each.function), ...timers.map(({ name }) => name)];
    for (const name of allOf(read(file), /\{ name: '([^']+)', instanceCount/g)) {
      expect(groups).toContain(name.replace('function:', ''));
    }
  });
});

/** What the application does at each of Azure's services, by the package that does it: the least that allows it. */
const needs: Readonly<Record<string, readonly string[]>> = {
  '@azure/functions': ['Storage Blob Data Owner'],
  '@azure/data-tables': ['Storage Table Data Contributor'],
  '@azure/service-bus': ['Azure Service Bus Data Owner'],
  '@azure/keyvault-secrets': ['Key Vault Secrets Officer'],
  '@azure/keyvault-keys': ['Key Vault Crypto Service Encryption User'],
  '@azure/communication-email': ['Communication and Email Service Owner'],
  '@azure/monitor-opentelemetry-exporter': ['Monitoring Metrics Publisher'],
  '@azure/identity': [],
  '@azure/msal-node': [],
};

describe('roles', () => {
  const roles = allOf(block(read('infra/roles.bicep'), 'var roleIds = {'), /^ {2}'([^']+)'/gm);

  it('a service that the code has a package for has a role, or somebody has said that it needs none', () => {
    const { dependencies } = JSON.parse(read('package.json'));
    const azure = Object.keys(dependencies).filter((name) => name.startsWith('@azure/'));
    expect(azure.toSorted()).toEqual(Object.keys(needs).toSorted());
    expect(roles.toSorted()).toEqual(Object.values(needs).flat().toSorted());
  });

  it('each is assigned, at one resource', () => {
    const text = bicep.filter((file) => file.includes('modules/')).map(read);
    for (const role of roles) expect(text.filter((each) => each.includes(`'${role}'`))).toHaveLength(1);
    for (const each of text.filter((module) => module.includes('roleAssignments@'))) {
      expect(each).toMatch(/^ +scope: (account|namespace|vault|service|insights)$/m);
    }
  });

  it('the vault’s key and certificate have the names that the application asks for', () => {
    const main = read('infra/main.bicep');
    expect(main).toContain(`dataKeyName string = '${settings.SWITCHBOARD_DATA_KEY_NAME.example}'`);
    expect(main).toContain(
      `certificateName string = '${settings.SWITCHBOARD_ENTRA_CERTIFICATE_NAME.example}'`,
    );
  });
});

describe('alarms, workbook and SLOs', () => {
  const isMetric = (name: string): name is MetricName => (metricNames as readonly string[]).includes(name);
  const attributes: readonly string[] = metricNames.flatMap((name) => [...metrics[name].attributes]);
  const alarms: readonly { name: string; description: string; query: string; windowMinutes: number }[] =
    JSON.parse(read('infra/alarms.json')).alarms;

  it.each(['infra/alarms.json', 'infra/workbook.json', 'docs/slo.md'])(
    '%s asks for figures and attributes that the application measures',
    (file) => {
      const text = read(file);
      const asked = [
        ...allOf(text, /name == '([^']+)'/g),
        ...allOf(text, /\bname in \(([^)]+)\)/g).flatMap((list) => allOf(list, /'([^']+)'/g)),
      ];
      expect(asked.length).toBeGreaterThan(2);
      expect(asked.filter((name) => !isMetric(name))).toEqual([]);
      const dimensions = allOf(text, /customDimensions\['([^']+)'\]/g);
      expect(dimensions.filter((name) => !attributes.includes(name))).toEqual([]);
    },
  );

  it('every alarm says what it means, and where its description names a document, that is there', () => {
    for (const { description, windowMinutes } of alarms) {
      expect([15, 30, 60, 120, 360, 1440]).toContain(windowMinutes);
      for (const file of allOf(description, /(docs\/[\w/-]+\.md)/g)) {
        expect(existsSync(join(root, file)), file).toBe(true);
      }
    }
    const named = allOf(read('infra/modules/alarms.bicep'), /(docs\/[\w/-]+\.md)/g);
    for (const file of named) expect(existsSync(join(root, file)), file).toBe(true);
  });
});

it('Azure runs the version of Node that everything is tested with', () => {
  const [, version] =
    /runtime: \{ name: 'node', version: '(\d+)' \}/.exec(read('infra/modules/function-app.bicep')) ?? [];
  expect(read('local/bundle.ts')).toContain(`target: 'node${version}'`);
  expect(process.versions.node.split('.')[0]).toBe(version);
});

it('[T5] no log of the platform has a query, a row or a mail’s receiver in it', () => {
  expect(JSON.parse(read('host.json')).logging.applicationInsights.enableQueryStringTracing).toBe(false);
  const logged = Object.fromEntries(
    bicep.flatMap((file) => {
      const kinds = allOf(read(file), /\blogs: \[([^\]]*)\]/g);
      return kinds.length === 0 ? [] : [[file, kinds.flatMap((kind) => allOf(kind, /'([^']+)'/g))]];
    }),
  );
  expect(logged).toMatchObject({ 'infra/modules/mail.bicep': ['EmailSendMailOperational'] });
  for (const file of ['infra/modules/function-app.bicep', 'infra/modules/data-account.bicep']) {
    expect(logged).not.toHaveProperty([file]);
  }
});
