import { fromIso, toIso } from '../kernel/clock.ts';
import type { Page, PageRequest } from '../kernel/commit.ts';
import { newestFirstPrefix } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Act, ActStore } from './act.ts';

/** All of what is given must fit. */
export interface ActFilter {
  /** RFC 3339, from then on. */
  readonly from?: string | undefined;
  /** RFC 3339, before then. */
  readonly to?: string | undefined;
  /** A kind of thing, or one thing as `kind/id`. */
  readonly subject?: string | undefined;
  readonly operation?: string | undefined;
  /** Entra's object id, or a kind of actor. */
  readonly actor?: string | undefined;
}

export type ListActs = ReturnType<typeof makeListActs>;

/** Rows that one call opens at most: each is sealed, so that a filter cannot be left to the table. */
const mostRead = 5000;
const chunk = 200;

/**
 * [T7] Acts that fit, the newest first. A page may be short, or empty, and still have a cursor: the work of one call is
 * bounded, whatever the filter.
 */
export const makeListActs =
  ({ acts }: { readonly acts: ActStore }) =>
  async (ctx: TenantContext, filter: ActFilter, page: PageRequest): Promise<Page<Act>> => {
    const fits = makeFits(filter);
    const from = filter.from === undefined ? '' : toIso(fromIso(filter.from));
    const filtered = [filter.subject, filter.operation, filter.actor].some((each) => each !== undefined);
    const limit = filtered ? chunk : Math.min(chunk, page.limit + 1);
    const items: Act[] = [];
    let cursor = page.cursor ?? startOf(filter);
    for (let read = 0; read < mostRead; ) {
      const found = await acts.list(ctx, { limit, ...(cursor === undefined ? {} : { cursor }) });
      for (const { value: act } of found.items) {
        if (act.at < from) return { items };
        if (fits(act)) {
          const last = items.at(-1);
          if (items.length === page.limit && last !== undefined) return { items, cursor: last.id };
          items.push(act);
        }
        cursor = act.id;
        read++;
      }
      if (found.cursor === undefined) return { items };
    }
    return cursor === undefined ? { items } : { items, cursor };
  };

/** Ids begin with their inverted time, so a period begins in the middle of the list without a scan. */
const startOf = ({ to }: ActFilter): string | undefined =>
  to === undefined ? undefined : newestFirstPrefix(fromIso(to) - 1);

const makeFits = ({ subject, operation, actor }: ActFilter) => {
  const [kind, ...id] = subject?.split('/') ?? [];
  const subjectId = id.join('/');
  return (act: Act): boolean =>
    (operation === undefined || act.operation === operation) &&
    (actor === undefined || act.actor.oid === actor || act.actor.kind === actor) &&
    (kind === undefined ||
      act.changes.some(
        (change) => change.subject === kind && (subjectId === '' || change.subjectId === subjectId),
      ));
};
