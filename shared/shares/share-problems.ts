import { type Clock, fromIso } from '../kernel/clock.ts';
import type { FieldProblem } from '../kernel/failures.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SourceStore } from '../sources/source.ts';
import type { Selection } from './share.ts';

/** As given; whether there is such a source is looked up. */
export interface ShareSource {
  readonly sourceId: string;
}

export interface ShareInput {
  readonly sources?: readonly ShareSource[] | undefined;
  readonly selection?: Selection | undefined;
  readonly expiresAt?: string | null | undefined;
}

/** Rules of a share that its schema alone cannot tell. */
export const shareProblems = async (
  ctx: TenantContext,
  input: ShareInput,
  deps: { readonly sources: SourceStore; readonly clock: Clock },
): Promise<readonly FieldProblem[]> => {
  const problems: FieldProblem[] = [];
  const ids = (input.sources ?? []).map(({ sourceId }) => sourceId);
  for (const [n, id] of ids.entries()) {
    const pointer = `/sources/${n}/sourceId`;
    if (ids.indexOf(id) < n) problems.push({ pointer, rule: 'duplicate-item' });
    else if ((await deps.sources.get(ctx, id)) === undefined)
      problems.push({ pointer, rule: 'unknown-source' });
  }
  const { selection, expiresAt } = input;
  if (selection !== undefined) {
    const named = selection.users.length + selection.groups.length > 0;
    if (selection.everyone && named) problems.push({ pointer: '/selection/everyone', rule: 'not-both' });
    if (!selection.everyone && !named) problems.push({ pointer: '/selection', rule: 'at-least-one' });
  }
  if (typeof expiresAt === 'string' && fromIso(expiresAt) <= deps.clock.now()) {
    problems.push({ pointer: '/expiresAt', rule: 'in-the-past' });
  }
  return problems;
};
