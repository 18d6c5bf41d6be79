import type { AppleStoreConfig, Config } from './config.ts';
import type { SettingProblem } from './config-error.ts';
import type { SettingName, SettingValues } from './settings.ts';

/** [L5] A store is offered with all of its settings; with some of them it would believe too much, or nothing. So is a key. */
const together: readonly (readonly [SettingName, ...SettingName[]])[] = [
  ['SWITCHBOARD_APPLE_BUNDLE_ID', 'SWITCHBOARD_APPLE_APP_ID', 'SWITCHBOARD_APPLE_ROOT_CERTIFICATES'],
  ['SWITCHBOARD_APPLE_ISSUER_ID', 'SWITCHBOARD_APPLE_KEY_ID', 'SWITCHBOARD_APPLE_KEY_NAME'],
  ['SWITCHBOARD_GOOGLE_PACKAGE_NAME', 'SWITCHBOARD_GOOGLE_KEY_NAME', 'SWITCHBOARD_GOOGLE_PUSH_ACCOUNT'],
];

const isSet = (value: unknown): boolean =>
  value !== undefined && !(Array.isArray(value) && value.length === 0);

export const storeProblems = (values: Partial<SettingValues>): readonly SettingProblem[] => [
  ...incomplete(values),
  // A key alone would be used for nothing.
  ...(isSet(values.SWITCHBOARD_APPLE_KEY_NAME) && !isSet(values.SWITCHBOARD_APPLE_BUNDLE_ID)
    ? [
        {
          name: 'SWITCHBOARD_APPLE_BUNDLE_ID' as const,
          problem: 'is missing beside SWITCHBOARD_APPLE_KEY_NAME: Apple is asked only of what it sells',
        },
      ]
    : []),
];

const incomplete = (values: Partial<SettingValues>): readonly SettingProblem[] =>
  together.flatMap((names) => {
    const [some] = names.filter((name) => isSet(values[name]));
    if (some === undefined) return [];
    return names
      .filter((name) => !isSet(values[name]))
      .map((name) => ({ name, problem: `is missing beside ${some}: a store needs all of its settings` }));
  });

export const appStores = (values: SettingValues): Config['stores'] => {
  const bundleId = values.SWITCHBOARD_APPLE_BUNDLE_ID;
  const appId = values.SWITCHBOARD_APPLE_APP_ID;
  const packageName = values.SWITCHBOARD_GOOGLE_PACKAGE_NAME;
  const keyName = values.SWITCHBOARD_GOOGLE_KEY_NAME;
  const pushAccount = values.SWITCHBOARD_GOOGLE_PUSH_ACCOUNT;
  const loopbackUrl = values.SWITCHBOARD_GOOGLE_LOOPBACK_URL;
  return {
    allowTest: values.SWITCHBOARD_STORE_TEST_PURCHASES === 'true',
    ...(bundleId !== undefined &&
      appId !== undefined && {
        apple: { bundleId, appId, roots: values.SWITCHBOARD_APPLE_ROOT_CERTIFICATES, ...appleServer(values) },
      }),
    ...(packageName !== undefined &&
      keyName !== undefined &&
      pushAccount !== undefined && {
        google: { packageName, keyName, pushAccount, ...(loopbackUrl !== undefined && { loopbackUrl }) },
      }),
  };
};

const appleServer = (values: SettingValues): Pick<AppleStoreConfig, 'server'> => {
  const issuerId = values.SWITCHBOARD_APPLE_ISSUER_ID;
  const keyId = values.SWITCHBOARD_APPLE_KEY_ID;
  const keyName = values.SWITCHBOARD_APPLE_KEY_NAME;
  const loopbackUrl = values.SWITCHBOARD_APPLE_LOOPBACK_URL;
  if (issuerId === undefined || keyId === undefined || keyName === undefined) return {};
  return { server: { issuerId, keyId, keyName, ...(loopbackUrl !== undefined && { loopbackUrl }) } };
};
