import type { RecordAct } from '../audit/act.ts';
import type { Commit, Page, PageRequest } from '../kernel/commit.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ExportItem, ExportSection } from './export-section.ts';

/** Of a page's items as JSON; one that is larger has a page of its own. */
const pageBytes = 1024 * 1024;

/**
 * [T5] Everything that is kept about the tenant, section by section, to be walked to its end. Its beginning is an act of
 * the trail; the pages after it are the same act.
 */
export const makeExportTenant =
  (deps: {
    readonly sections: readonly ExportSection[];
    readonly recordAct: RecordAct;
    readonly commit: Commit;
  }) =>
  async (ctx: TenantContext, { limit, cursor }: PageRequest): Promise<Result<Page<ExportItem>, Invalid>> => {
    const { sections } = deps;
    const [kind = sections[0]?.kind ?? '', after] = split(cursor);
    const first = sections.findIndex((section) => section.kind === kind);
    if (first < 0) return err(invalid({ pointer: '?cursor', rule: 'cursor' }));
    if (cursor === undefined) {
      const taken = deps.recordAct(ctx, { subject: 'tenant-export', subjectId: ctx.tenantId });
      await deps.commit(ctx, [taken]);
    }
    const items: ExportItem[] = [];
    let bytes = 0;
    let last = cursor;
    for (const [n, section] of sections.slice(first).entries()) {
      for await (const { id, cursor: at, value } of section.read(ctx, n === 0 ? after : undefined)) {
        const item = { kind: section.kind, id, value };
        const size = Buffer.byteLength(JSON.stringify(item));
        const isFull = items.length === limit || (bytes + size > pageBytes && items.length > 0);
        if (isFull && last !== undefined) return ok({ items, cursor: last });
        items.push(item);
        bytes += size;
        last = `${section.kind}~${at}`;
      }
    }
    return ok({ items });
  };

const split = (cursor: string | undefined): readonly (string | undefined)[] => {
  if (cursor === undefined) return [];
  const at = cursor.indexOf('~');
  return [cursor.slice(0, at), cursor.slice(at + 1)];
};
