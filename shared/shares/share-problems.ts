import { type Clock, fromIso } from '../kernel/clock.ts';
import type { FieldProblem } from '../kernel/failures.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SourceStore } from '../sources/source.ts';
import type { Selection } from './share.ts';

export interface ShareInput {
  readonly sourceId?: string | undefined;
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
  if (input.sourceId !== undefined && (await deps.sources.get(ctx, input.sourceId)) === undefined) {
    problems.push({ pointer: '/sourceId', rule: 'unknown-source' });
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
