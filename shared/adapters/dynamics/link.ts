import { createHash } from 'node:crypto';
import { canonicalJson } from '../../contacts/canonical-json.ts';
import { type DynamicsSettings, dynamicsHost } from '../../sources/dynamics-365.ts';
import { contactsPath } from './client.ts';
import { contactColumns } from './contact.ts';

/** Changes with everything that a kept delta was read by: another filter or another column needs all contacts anew. */
const readBy = (settings: DynamicsSettings): string =>
  createHash('sha256')
    .update(canonicalJson([settings, contactColumns]))
    .digest('base64url')
    .slice(0, 22);

/** What is kept of a delta link: how it was read, and its query. */
export const keptLink = (settings: DynamicsSettings, query: string): string => `${readBy(settings)} ${query}`;

/** The query of a kept link; undefined where it was read by other settings. */
export const queryOfKept = (settings: DynamicsSettings, link: string): string | undefined => {
  const [by, query] = link.split(' ');
  return by === readBy(settings) && query?.startsWith('?') === true ? query : undefined;
};

/** The query of a link that the service gave; undefined for one that leads anywhere but to the same contacts. */
export const queryOfLink = (settings: DynamicsSettings, link: string): string | undefined => {
  const url = URL.parse(link);
  const isOurs = url?.origin === `https://${dynamicsHost(settings)}` && url.pathname === contactsPath;
  return isOurs ? url.search : undefined;
};
