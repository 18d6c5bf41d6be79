/** [L6] Managements that a configuration can be written for. */
export const managements = ['intune-ios', 'intune-android', 'apple', 'android-enterprise'] as const;
export type Management = (typeof managements)[number];

export const isAndroid = (management: Management): boolean =>
  management === 'intune-android' || management === 'android-enterprise';

export interface ManagedSettings {
  readonly token: string;
  /** Base address of the API, without a slash at its end. */
  readonly apiAddress: string;
  readonly tenantId: string;
  /** Android's name of the app; not needed elsewhere. */
  readonly packageId: string;
  /** What the management replaces by the user's principal name, and by its own id of the device. */
  readonly userVariable?: string | undefined;
  readonly deviceVariable?: string | undefined;
}

export interface ConfigurationFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** Intune's own; others name theirs differently, and an unknown one would reach the app as it stands. */
const intuneVariables = { userVariable: '{{userprincipalname}}', deviceVariable: '{{deviceid}}' };

/** What the app reads, by key: `com.apple.configuration.managed` on iOS, application restrictions on Android. */
const entriesOf = (
  management: Management,
  settings: ManagedSettings,
): readonly (readonly [string, string])[] => {
  const known = management.startsWith('intune') ? intuneVariables : undefined;
  const userVariable = settings.userVariable ?? known?.userVariable;
  const deviceVariable = settings.deviceVariable ?? known?.deviceVariable;
  return [
    ['apiAddress', settings.apiAddress],
    ['tenantId', settings.tenantId],
    ['enrolmentToken', settings.token],
    ...(userVariable === undefined ? [] : [['loginHint', userVariable] as const]),
    ...(deviceVariable === undefined ? [] : [['deviceId', deviceVariable] as const]),
  ];
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const dict = (entries: readonly (readonly [string, string])[]): string =>
  [
    '<dict>',
    ...entries.map(([key, value]) => `  <key>${escaped(key)}</key>\n  <string>${escaped(value)}</string>`),
    '</dict>',
    '',
  ].join('\n');

const plist = (body: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    `${body}</plist>`,
    '',
  ].join('\n');

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The file that an administrator hands to the management of his devices. Secret: it holds the enrolment token. */
export const managedConfiguration = (
  management: Management,
  settings: ManagedSettings,
): ConfigurationFile => {
  const entries = entriesOf(management, settings);
  switch (management) {
    case 'intune-ios':
      // Intune takes the dictionary alone ("Enter XML data").
      return { name: 'switchboard-intune-ios.xml', mediaType: 'application/xml', text: dict(entries) };
    case 'apple':
      return {
        name: 'switchboard-managed-app.plist',
        mediaType: 'application/x-plist',
        text: plist(dict(entries)),
      };
    case 'intune-android':
      // Google Play's managed configuration, as Intune's editor for JSON has it.
      return {
        name: 'switchboard-intune-android.json',
        mediaType: 'application/json',
        text: json({
          kind: 'androidenterprise#managedConfiguration',
          productId: `app:${settings.packageId}`,
          managedProperty: entries.map(([key, valueString]) => ({ key, valueString })),
        }),
      };
    case 'android-enterprise':
      // An application of a policy of the Android Management API.
      return {
        name: 'switchboard-android-enterprise.json',
        mediaType: 'application/json',
        text: json({
          packageName: settings.packageId,
          managedConfiguration: Object.fromEntries(entries),
        }),
      };
  }
};
