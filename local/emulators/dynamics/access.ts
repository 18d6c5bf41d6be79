import { DataverseError } from './dataverse-error.ts';
import type { Organisation, Organisations } from './organisations.ts';

/** What the Entra emulator says of a token: its `verifyToken`. */
export type VerifyToken = (
  bearer: string,
  audience: string,
) => Readonly<Record<string, unknown>> | 'expired' | 'invalid';

/** Who asks: an application's client id, or a person's object id. */
export type Member = string;

/**
 * The member behind a request. Throws 401 for a token that is missing, expired or made for another host, and 403 for
 * whoever is no member of the organisation (0x80072560) or may not read its contacts (0x80040220).
 */
export const makeAccess =
  (organisations: Organisations, verifyToken: VerifyToken) =>
  (organisation: Organisation, authorization: string | undefined): Member => {
    const { host, tenantId } = organisation;
    const claims = /^Bearer \S+$/i.test(authorization ?? '')
      ? verifyToken(authorization ?? '', `https://${host}`)
      : 'invalid';
    if (claims === 'expired' || claims === 'invalid') {
      throw new DataverseError(
        401,
        '0x80072561',
        'The token is missing, expired or not for this organisation.',
        {
          'WWW-Authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize, resource_id=https://${host}/`,
        },
      );
    }
    const member = String(claims['scp'] === undefined ? claims['azp'] : claims['oid']);
    const membership = claims['tid'] === tenantId ? organisations.membership(host, member) : 'none';
    if (membership === 'none') {
      throw new DataverseError(403, '0x80072560', 'The user is not a member of the organization.');
    }
    if (membership === 'without-role') {
      throw new DataverseError(
        403,
        '0x80040220',
        `Principal user (Id=${member}, type=8) is missing prvReadContact privilege on OTC=2 for entity 'contact'.`,
      );
    }
    return member;
  };
