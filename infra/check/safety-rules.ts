/** What no schema demands and every deployment of ours must have: no keys, nothing public, TLS 1.2 at least. */
const demands: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.Storage/storageAccounts': [
    'allowSharedKeyAccess: false',
    'allowBlobPublicAccess: false',
    'supportsHttpsTrafficOnly: true',
    "minimumTlsVersion: 'TLS1_2'",
  ],
  'Microsoft.ServiceBus/namespaces': ['disableLocalAuth: true', "minimumTlsVersion: '1.2'"],
  'Microsoft.KeyVault/vaults': [
    'enableRbacAuthorization: true',
    'enableSoftDelete: true',
    'enablePurgeProtection: true',
  ],
  'Microsoft.Communication/communicationServices': ['disableLocalAuth: true'],
  'Microsoft.Insights/components': ['DisableLocalAuth: true'],
  'Microsoft.OperationalInsights/workspaces': ['disableLocalAuth: true'],
  'Microsoft.Web/sites': ['httpsOnly: true', "minTlsVersion: '1.2'", "ftpsState: 'Disabled'"],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': ['allow: false'],
};

/** Keys that a template reads end in the deployment's history. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/\blist(Keys|AccountSas|ServiceSas|Secrets)\s*\(/i, 'reads a key: identities with roles are used instead'],
  [/publicAccess:\s*'(Blob|Container)'/, 'opens a container to everyone'],
  [/connectionStrings?:\s*'[^']*(AccountKey|SharedAccessKey)=/i, 'holds a key'],
];

export interface Finding {
  readonly line: number;
  readonly rule: string;
}

/** A resource's declaration with all that it holds, down to the brace at the margin. */
const resourcePattern = /^resource \w+ '([\w./]+)@[^']+' = [\s\S]*?^\}/gm;

const withoutComments = (text: string): string => text.replaceAll(/^\s*\/\/.*$/gm, '');

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** What the text of a Bicep file (formatted: a resource ends with a brace at the margin) leaves open. */
export const unsafe = (source: string): readonly Finding[] => {
  const text = withoutComments(source);
  const missing = [...text.matchAll(resourcePattern)].flatMap(({ 0: body, 1: type = '', index }) =>
    (demands[type] ?? [])
      .filter((line) => !body.split('\n').some((found) => found.trim() === line))
      .map((line) => ({ line: lineAt(text, index), rule: `${type} must say "${line}"` })),
  );
  const said = forbidden.flatMap(([pattern, rule]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ line: lineAt(text, found.index), rule }];
  });
  return [...missing, ...said];
};
