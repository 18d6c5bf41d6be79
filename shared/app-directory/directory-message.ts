import * as z from 'zod';
import type { Message } from '../kernel/messages.ts';
import type { Source } from '../sources/source.ts';
import { audienceOf } from './app-access.ts';

/** Body of the queue `app-directories`. */
export const directoryRequestSchema = z.strictObject({
  tenantId: z.guid(),
  correlationId: z.string(),
  /** Whose people may have changed; without it the tenant's groups and the age of its sources are looked at. */
  sourceId: z.string().optional(),
  /** A shelf of the source that came or went. */
  shelfId: z.string().optional(),
});

export const directoryMessage = (about: {
  readonly sourceId?: string;
  readonly shelfId?: string;
}): Message => ({
  queue: 'app-directories',
  body: { ...about },
});

/**
 * [S9] For the commit that follows a change of a source's people, read or typed in: none where the app does not show it.
 * Sent once too often it does no harm.
 */
export const directoryMessages = (source: Source): readonly Message[] =>
  audienceOf(source) === undefined ? [] : [directoryMessage({ sourceId: source.id })];
