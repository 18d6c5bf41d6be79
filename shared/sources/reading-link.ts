import { createHash } from 'node:crypto';
import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Source } from './source.ts';

/**
 * Where a read of a source ended is kept with a mark of the settings that it was read under: what changed since is a
 * question to that very server, instance and filter. Under other settings everyone is read.
 */
type Read = Pick<Source, 'kind' | 'settings'>;

const markOf = ({ kind, settings }: Read): string =>
  createHash('sha256')
    .update(canonicalJson([kind, settings]))
    .digest('hex')
    .slice(0, 16);

export const linkFor = (source: Read, link: string): string => `${markOf(source)}|${link}`;

/** The reader's own link; undefined where it is of other settings. */
export const linkOf = (source: Read, kept: string): string | undefined => {
  const mark = `${markOf(source)}|`;
  return kept.startsWith(mark) ? kept.slice(mark.length) : undefined;
};
