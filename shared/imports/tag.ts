import { createHash } from 'node:crypto';
import type { ImportId } from '../kernel/ids.ts';
import type { Tag } from './mailboxes.ts';

const hex = (text: string, length: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** First part of every tag of an import: tells its contacts from those of another import in the same folder. */
export const tagPrefix = (importId: ImportId): string => hex(`import|${importId}`, 16);

/** The mark of one shared contact in the mailboxes of one import: 48 lower-case hex digits, no way back to the person. */
export const tagOf = (importId: ImportId, contactKey: string): Tag =>
  tagPrefix(importId) + hex(`contact|${importId}|${contactKey}`, 32);
