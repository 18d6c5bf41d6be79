import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { parseAddress } from '../kernel/ip-network.ts';

/** How the password and everybody's data travel. `plain` only where the operator's setting allows it. */
export const ldapSecurities = ['ldaps', 'starttls', 'plain'] as const;
export type LdapSecurity = (typeof ldapSecurities)[number];

const dnsName =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*\.?$/i;
const printable = /^[^\p{Cc}]*$/u;

const server = z
  .string()
  .max(300)
  .refine((text) => parseServer(text) !== undefined, 'ldap-server');

const certificates = z
  .string()
  .max(16_000)
  .refine((text) => pemBlocks(text) !== undefined, 'pem-certificate');

/** [S2] How the company's Active Directory is read. The password is not here: it lies in the vault alone. */
export const activeDirectorySettingsSchema = z
  .strictObject({
    /** Host name, IP address, or `ldap://` or `ldaps://` with one. */
    server,
    /** Default: 636 for LDAPS, else 389. Changed only on purpose. */
    port: z.int().min(1).max(65_535).optional(),
    /** Default: `starttls` where the server is written as `ldap://`, else `ldaps`. */
    security: z.enum(ldapSecurities).optional(),
    /** The domain's DNS name, e.g. `firma.local`. */
    domain: z.string().trim().max(254).regex(dnsName, 'dns-name'),
    /** NetBIOS name (`FIRMA`) or UPN suffix (`firma.de`) of the user; the domain where absent. */
    userDomain: z.string().trim().max(254).regex(dnsName, 'dns-name').optional(),
    /** `name`, or as it is sent: `name@suffix`, `DOMAIN\name`, a distinguished name. */
    userName: z.string().trim().min(1).max(256).regex(printable),
    /** Distinguished name below which people are read; the whole domain where absent. */
    baseDn: z.string().trim().min(1).max(1000).regex(printable).optional(),
    /** DNS name of the one domain controller to read from, where the server's name stands for several. */
    controller: z.string().trim().max(254).regex(dnsName, 'dns-name').optional(),
    /** PEM: authorities that are trusted beside the public ones. */
    trustedCertificates: certificates.optional(),
  })
  .refine(
    ({ server, security }) => {
      const scheme = parseServer(server)?.scheme;
      return (
        scheme === undefined || security === undefined || (scheme === 'ldaps') === (security === 'ldaps')
      );
    },
    { path: ['security'], error: 'ldap-security' },
  );

export type ActiveDirectorySettings = z.infer<typeof activeDirectorySettingsSchema>;

interface Server {
  readonly scheme?: 'ldap' | 'ldaps';
  readonly host: string;
  readonly port?: number;
}

function parseServer(text: string): Server | undefined {
  const [, scheme, host = '', port] =
    /^(?:(ldaps?):\/\/)?(\[[0-9a-f:.]+\]|[^/:?#@\s]+|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*)(?::(\d{1,5}))?\/?$/i.exec(
      text.trim(),
    ) ?? [];
  if (!dnsName.test(host) && parseAddress(host) === undefined) return undefined;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return undefined;
  return {
    ...(scheme === undefined ? {} : { scheme: scheme.toLowerCase() as 'ldap' | 'ldaps' }),
    host: host.replace(/^\[|\]$|\.$/g, ''),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

/** Where and how to connect. Throws on settings that the schema does not know. */
export const endpointOf = (
  settings: ActiveDirectorySettings,
): { readonly host: string; readonly port: number; readonly security: LdapSecurity } => {
  const parsed = parseServer(settings.server);
  if (parsed === undefined) throw new Error('not settings of an Active Directory');
  const security = settings.security ?? (parsed.scheme === 'ldap' ? 'starttls' : 'ldaps');
  return {
    host: parsed.host,
    port: settings.port ?? parsed.port ?? (security === 'ldaps' ? 636 : 389),
    security,
  };
};

/** The name that a bind is made with; Active Directory knows a user by any of these. */
export const bindNameOf = ({ userName, userDomain, domain }: ActiveDirectorySettings): string => {
  const isWhole = userName.includes('@') || userName.includes('\\') || /^[a-z]+\s*=/i.test(userName);
  if (isWhole) return userName;
  const suffix = userDomain ?? domain;
  return suffix.includes('.') ? `${userName}@${suffix}` : `${suffix}\\${userName}`;
};

/** `firma.local` as `DC=firma,DC=local`. Nothing to escape: the schema lets through letters, digits, `-` and `_`. */
export const namingContextOf = (domain: string): string =>
  domain
    .replace(/\.$/, '')
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');

const pemBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Each certificate of a PEM text; undefined where there is anything else in it, or nothing. */
const pemBlocks = (text: string): readonly string[] | undefined => {
  const blocks = text.match(pemBlock) ?? [];
  if (blocks.length === 0 || text.replace(pemBlock, '').trim() !== '') return undefined;
  try {
    return blocks.every((block) => new X509Certificate(block).serialNumber !== '') ? blocks : undefined;
  } catch {
    return undefined;
  }
};
