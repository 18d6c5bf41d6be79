import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { ImportId } from '../kernel/ids.ts';

/** That an import is gone, for as long as the record of its runs is kept. */
export const removedImportSchema = z.strictObject({
  importId: z.string() as unknown as z.ZodType<ImportId>,
  /** RFC 3339. */
  removedAt: z.string(),
});

export type RemovedImport = z.infer<typeof removedImportSchema>;
/** Sorted by time: who is to be looked at next comes first. */
export type RemovedImportStore = EntityStore<RemovedImport>;
export const removedImportId = ({ importId, removedAt }: RemovedImport): string => `${removedAt}~${importId}`;
