import { createHash } from 'node:crypto';
import { type DynamicsSettings, dynamicsHost } from '../../sources/dynamics-365.ts';
import { contactsPath } from './client.ts';
import { annotations, contactColumns } from './contact.ts';

/** Of what is read of a contact: one thing more, and all contacts are needed anew. */
const mark = createHash('sha256')
  .update([...contactColumns, ...annotations].join())
  .digest('base64url')
  .slice(0, 12);

/** What is kept of a delta link: its query. The host comes from the settings, each time. */
export const keptLink = (query: string): string => `${mark} ${query}`;

/** The query of a kept link; undefined where it was read with other columns, or is none. */
export const queryOfKept = (link: string): string | undefined => {
  const [by, query] = link.split(' ');
  return by === mark && query?.startsWith('?') === true ? query : undefined;
};

/** The query of a link that the service gave; undefined for one that leads anywhere but to the same contacts. */
export const queryOfLink = (settings: DynamicsSettings, link: string): string | undefined => {
  const url = URL.parse(link);
  const isOurs = url?.origin === `https://${dynamicsHost(settings)}` && url.pathname === contactsPath;
  return isOurs ? url.search : undefined;
};
