import type { EntityStore } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** Something that is kept about the tenant; the id is unique within its kind. */
export interface ExportItem {
  readonly kind: string;
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** All of one kind, in a fixed order, so that an export of many pages can go on where a page has ended. */
export interface ExportSection {
  readonly kind: string;
  /** `cursor` of an item, given as `after`, leads to what follows it. */
  read(
    ctx: TenantContext,
    after: string | undefined,
  ): AsyncIterable<{ readonly id: string; readonly cursor: string; readonly value: ExportItem['value'] }>;
}

const entitiesAtOnce = 50;

/** Entities of one kind; `shown` and `shownId` leave out what is secret, or another company's. */
export const entitySection = <T extends object>(
  kind: string,
  store: EntityStore<T>,
  idOf: (value: T) => string,
  shown: (value: T) => object = (value) => value,
  shownId: (value: T) => string = idOf,
): ExportSection => ({
  kind,
  read: async function* (ctx, after) {
    let cursor = after;
    do {
      const request = { limit: entitiesAtOnce, ...(cursor === undefined ? {} : { cursor }) };
      const page: Awaited<ReturnType<typeof store.list>> = await store.list(ctx, request);
      for (const { value } of page.items) {
        yield { id: shownId(value), cursor: idOf(value), value: { ...shown(value) } };
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  },
});
