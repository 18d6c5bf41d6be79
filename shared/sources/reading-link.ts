import { createHash } from 'node:crypto';
import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Source } from './source.ts';

/**
 * Where a read of a source ended is kept with a mark of the settings that it was read under, and with the country: what
 * changed since is a question to that very server, instance and filter, and numbers that did not change were read as that
 * country's. Under others everyone is read.
 */
type Read = Pick<Source, 'kind' | 'settings'>;

const markOf = ({ kind, settings }: Read): string =>
  createHash('sha256')
    .update(canonicalJson([kind, settings]))
    .digest('hex')
    .slice(0, 16);

export const linkFor = (source: Read, countryCode: string, link: string): string =>
  `${markOf(source)}|${countryCode}|${link}`;

/** The reader's own link; undefined where it is of other settings or of another country. */
export const linkOf = (source: Read, countryCode: string, kept: string): string | undefined => {
  const begin = linkFor(source, countryCode, '');
  return kept.startsWith(begin) ? kept.slice(begin.length) : undefined;
};

/** Whether it was read under the source's present settings. */
export const isReadFrom = (source: Read, kept: string): boolean => kept.startsWith(`${markOf(source)}|`);
