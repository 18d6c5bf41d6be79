import { type Clock, fromIso } from '../kernel/clock.ts';
import type { Change } from '../kernel/commit.ts';
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

export interface JudgedShare {
  readonly problems: readonly FieldProblem[];
  /** For the commit that names these sources: their rows, to the same, so that whoever deletes one has seen the share. */
  readonly seen: readonly Change[];
}

/** Rules of a share that its schema alone cannot tell. */
export const judgeShare = async (
  ctx: TenantContext,
  input: ShareInput,
  { sources, clock }: { readonly sources: SourceStore; readonly clock: Clock },
): Promise<JudgedShare> => {
  const problems: FieldProblem[] = [];
  const seen: Change[] = [];
  const ids = (input.sources ?? []).map(({ sourceId }) => sourceId);
  for (const [n, id] of ids.entries()) {
    const pointer = `/sources/${n}/sourceId`;
    if (ids.indexOf(id) < n) {
      problems.push({ pointer, rule: 'duplicate-item' });
      continue;
    }
    const source = await sources.get(ctx, id);
    if (source === undefined) problems.push({ pointer, rule: 'unknown-source' });
    else seen.push(sources.replaced(ctx, source.etag, source.value));
  }
  const { selection, expiresAt } = input;
  if (selection !== undefined) {
    const named = selection.users.length + selection.groups.length > 0;
    if (selection.everyone && named)
      problems.push({ pointer: '/selection/everyone', rule: 'everyone-or-some' });
    if (!selection.everyone && !named) {
      problems.push({
        pointer: '/selection',
        rule: 'at-least-one',
        params: { of: 'everyone, users, groups' },
      });
    }
  }
  if (typeof expiresAt === 'string' && fromIso(expiresAt) <= clock.now()) {
    problems.push({ pointer: '/expiresAt', rule: 'in-the-past' });
  }
  return { problems, seen };
};
