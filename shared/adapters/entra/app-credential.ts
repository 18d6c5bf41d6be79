import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Secrets } from '../../kernel/secrets.ts';

/** What MSAL signs token requests with. */
export type AppCredential =
  | { readonly clientSecret: string }
  | { readonly clientCertificate: { readonly thumbprintSha256: string; readonly privateKey: string } };

const pemBlock = (pem: string, label: string): string => {
  const match = new RegExp(`-----BEGIN (${label})-----[\\s\\S]+?-----END \\1-----`).exec(pem);
  if (match === null) throw new Error(`the app's certificate in the vault holds no ${label.toLowerCase()}`);
  return match[0];
};

/**
 * Splits a PEM with certificate and private key, as Key Vault gives out a certificate of that content type. The first
 * certificate is the app's own; a chain behind it is not sent. Throws, without quoting the PEM, where a part is missing
 * or the two do not belong together.
 */
export function certificateCredential(pem: string): AppCredential {
  const certificate = new X509Certificate(pemBlock(pem, 'CERTIFICATE'));
  const privateKey = pemBlock(pem, '(?:RSA )?PRIVATE KEY');
  if (!certificate.checkPrivateKey(createPrivateKey(privateKey))) {
    throw new Error("the app's certificate and private key in the vault do not belong together");
  }
  return {
    clientCertificate: {
      thumbprintSha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      privateKey,
    },
  };
}

/** Reads the app's credential from the vault; throws where it is missing or unusable. */
export async function readAppCredential(
  secrets: Secrets,
  name: { readonly kind: 'certificate' | 'client-secret'; readonly secretName: string },
): Promise<AppCredential> {
  const value = await secrets.get(name.secretName);
  if (value === undefined) throw new Error(`the vault holds no secret ${name.secretName}`);
  return name.kind === 'certificate' ? certificateCredential(value) : { clientSecret: value };
}
