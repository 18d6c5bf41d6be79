import type { Step } from './plan.ts';

/** As Key Vault tells it: times in seconds since 1970, `cer` in base64. */
export interface VaultCertificate {
  readonly cer: string;
  readonly attributes: { readonly exp: number };
}

/** Of an application; Graph never gives the key itself back. */
export interface KeyCredential {
  readonly keyId?: string;
  readonly customKeyIdentifier: string | null;
  readonly endDateTime: string;
  readonly type: string;
  readonly usage: string;
  readonly key?: string | null;
  readonly displayName?: string | null;
}

const daySeconds = 86_400;
const renewBeforeDays = 30;

/** Whether the vault has to make a new version: there is none, or it ends within 30 days. */
export const needsNewCertificate = (newest: VaultCertificate | undefined, nowSeconds: number): boolean =>
  newest === undefined || newest.attributes.exp - nowSeconds < renewBeforeDays * daySeconds;

/** How the vault makes it: the private key can be read by the application as PEM, and by nobody without the role. */
export const certificatePolicy = (environment: string) => ({
  policy: {
    issuer: { name: 'Self' },
    key_props: { kty: 'RSA', key_size: 3072, exportable: true, reuse_key: false },
    secret_props: { contentType: 'application/x-pem-file' },
    x509_props: { subject: `CN=switchboard-${environment}`, validity_months: 12 },
    // No renewal by the vault itself: Entra would not know the new public part.
    lifetime_actions: [{ trigger: { days_before_expiry: 45 }, action: { action_type: 'EmailContacts' } }],
  },
});

/**
 * Puts the newest public part beside those that Entra has, and lets go of what has expired; undefined where nothing is to
 * do. `thumbprint` is the SHA-1 of the certificate in hex. Others are repeated without their keys: so Graph keeps them.
 */
export const planKeyCredentials = (
  uniqueName: string,
  newest: VaultCertificate,
  thumbprint: string,
  found: readonly KeyCredential[],
  now: number,
): Step | undefined => {
  const valid = found.filter(({ endDateTime }) => Date.parse(endDateTime) > now);
  const known = valid.some(
    ({ customKeyIdentifier }) => hexOf(customKeyIdentifier) === thumbprint.toLowerCase(),
  );
  if (known && valid.length === found.length) return undefined;
  const added = {
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    key: newest.cer,
    displayName: 'from the vault',
  };
  return {
    why: known ? 'a certificate has expired' : 'the newest certificate is unknown to Entra',
    method: 'PATCH',
    path: `/applications(uniqueName='${uniqueName}')`,
    body: { keyCredentials: known ? valid : [...valid, added] },
  };
};

/** Graph declares base64, and answers hex for certificates that were uploaded without a name of their own. */
const hexOf = (identifier: string | null): string =>
  identifier === null || /^[0-9a-f]{40}$/i.test(identifier)
    ? (identifier ?? '').toLowerCase()
    : Buffer.from(identifier, 'base64').toString('hex');
