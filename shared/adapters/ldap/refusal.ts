import type { ReaderFailure, SourceRefusal } from '../../sources/source-reader.ts';
import type { LdapFault } from './fault.ts';

/** What Active Directory says in `data …` of a refused bind (49): the Windows error in hexadecimal. */
const bindData: Readonly<Record<string, SourceRefusal>> = {
  '525': 'wrong-credentials', // no such user
  '52e': 'wrong-credentials',
  '530': 'account-disabled', // not at this hour
  '531': 'account-disabled', // not from this machine
  '532': 'password-expired',
  '533': 'account-disabled',
  '534': 'account-disabled', // this sort of logon is not granted
  '701': 'account-disabled', // the account has expired
  '773': 'password-expired', // must be changed at the next logon
  '775': 'account-locked',
};

/** Result codes of RFC 4511 by what was asked. Those not named here mean: later, perhaps. */
const results: Readonly<Record<'bind' | 'search' | 'starttls', Readonly<Record<number, SourceRefusal>>>> = {
  bind: {
    // Over a connection without TLS the controller takes no password.
    8: 'unreachable',
    13: 'unreachable',
    32: 'wrong-credentials',
    34: 'wrong-credentials',
    48: 'wrong-credentials',
    49: 'wrong-credentials',
    50: 'no-right-to-read',
  },
  search: {
    // A referral: what is asked for lies on another server, and none is followed.
    10: 'unknown-base',
    32: 'unknown-base',
    34: 'unknown-base',
    50: 'no-right-to-read',
  },
  starttls: {
    1: 'certificate',
    2: 'unreachable',
    // A controller without a certificate answers so.
    52: 'certificate',
    112: 'unreachable',
  },
};

const certificateCodes: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-name',
  SELF_SIGNED_CERT_IN_CHAIN: 'not-trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'not-trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'not-trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'not-trusted',
};

/** OpenSSL's other verdicts on a certificate, as Node names them. */
const aboutCertificate = /CERT|CRL|^INVALID_(CA|PURPOSE)$|^HOSTNAME_MISMATCH$|^PATH_LENGTH_EXCEEDED$/;

const refused = (reason: SourceRefusal, code?: string): ReaderFailure => ({
  type: 'source-refused',
  reason,
  ...(code === undefined ? {} : { code }),
});

/** [S2] A fault as what the administrator can do something about; codes only, no text of the server's. */
export const refusalOf = ({ kind }: LdapFault): ReaderFailure => {
  switch (kind.on) {
    case 'us':
      return refused(kind.reason, kind.code);
    case 'network':
      return refused('unreachable', kind.code);
    case 'tls': {
      const known = certificateCodes[kind.code];
      const isCertificate = known !== undefined || aboutCertificate.test(kind.code);
      return refused(isCertificate ? 'certificate' : 'unreachable', known ?? kind.code);
    }
    case 'bind':
    case 'search':
    case 'starttls': {
      const { data, result } = kind;
      const reason = bindData[data ?? ''] ?? results[kind.on][result];
      if (reason === undefined) return { type: 'unavailable', service: 'active-directory' };
      return refused(reason, data === undefined ? `ldap-${result}` : `ldap-${result}-${data}`);
    }
    default:
      return kind satisfies never;
  }
};
