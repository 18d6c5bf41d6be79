import type { Page, PageRequest, Versioned } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { MailboxResult } from './mailbox-result.ts';
import { addResults, type Block, type BlockStore, type Run, type RunStore, runEntityId } from './run.ts';

export interface ReadRunDeps {
  readonly runs: RunStore;
  readonly blocks: BlockStore;
}

/** [I4] A run with its figures so far: those of ended blocks, and of the mailboxes that open ones have finished. */
export const makeReadRun =
  (deps: ReadRunDeps) =>
  async (ctx: TenantContext, importId: string, runId: string): Promise<Versioned<Run> | undefined> => {
    const run = await deps.runs.get(ctx, runEntityId(importId as Run['importId'], runId));
    if (run === undefined || run.value.state !== 'running') return run;
    let totals = run.value.totals;
    for await (const block of deps.blocks.all(ctx, blocksOf(run.value))) {
      if (block.value.state !== 'done') totals = addResults(totals, block.value.results);
    }
    return { etag: run.etag, value: { ...run.value, totals } };
  };

const blocksOf = (run: Run): string => `${run.id}~${run.layout ?? ''}~`;

/** [I4] What the run did in each mailbox, in blocks' order; those not reached yet are not listed. */
export const makeListMailboxResults =
  (deps: ReadRunDeps) =>
  async (ctx: TenantContext, run: Run, page: PageRequest): Promise<Page<MailboxResult>> => {
    const [from, offset] = position(page.cursor);
    const items: MailboxResult[] = [];
    for await (const { value } of deps.blocks.all(ctx, blocksOf(run))) {
      if (value.number < from) continue;
      const rest = value.results.slice(value.number === from ? offset : 0);
      const room = page.limit - items.length;
      items.push(...rest.slice(0, room));
      if (rest.length > room) return { items, cursor: cursorAt(value, from, offset, room) };
    }
    return { items };
  };

const position = (cursor: string | undefined): readonly [number, number] => {
  const [block = '0', offset = '0'] = (cursor ?? '').split('.');
  return [Number(block) || 0, Number(offset) || 0];
};

const cursorAt = (block: Block, from: number, offset: number, taken: number): string =>
  `${block.number}.${(block.number === from ? offset : 0) + taken}`;

export const newestRun = async (
  ctx: TenantContext,
  runs: RunStore,
  importId: string,
): Promise<Run | undefined> => {
  const page = await runs.list(ctx, { limit: 1 }, `${importId}~`);
  return page.items[0]?.value;
};
