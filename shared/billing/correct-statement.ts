import type { RecordAct } from '../audit/act.ts';
import {
  type Conflict,
  conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
} from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeBilling } from './change-billing.ts';
import {
  makeStatement,
  type Statement,
  type StatementLine,
  type StatementStore,
  statementEntityId,
} from './statement.ts';
import { addDays } from './terms.ts';

export interface Correction {
  readonly reason: string;
  /** Of which line, counted from 0, how much net is given back, in cents; absent: everything that is left of it. */
  readonly credits: readonly { readonly line: number; readonly amount?: number | undefined }[];
}

/**
 * [L12] Puts right what was charged wrongly by a statement of its own, which names the one it corrects; that one stays as
 * it is. No line is given back twice. `conflict`: `is-correction`, of a correction there is none; `nothing-to-credit`;
 * `tenant-not-ready`.
 */
export const makeCorrectStatement =
  (deps: {
    readonly statements: StatementStore;
    readonly changeBilling: ChangeBilling;
    readonly recordAct: RecordAct;
  }) =>
  async (
    ctx: TenantContext,
    sequence: number,
    correction: Correction,
  ): Promise<Result<Statement, NotFound | Conflict | Invalid>> => {
    const found = await deps.statements.get(ctx, statementEntityId({ sequence }));
    if (found === undefined) return err(notFound);
    const statement = found.value;
    if (statement.corrects !== undefined) return err(conflict('is-correction'));

    return deps.changeBilling<Statement, Conflict | Invalid>(ctx, async ({ at, settled: { account } }) => {
      // Whoever issues one meanwhile changes the account, and this is looked at again.
      const earlier = await correctionsOf(deps.statements, ctx, sequence);
      const made = earlier.find(({ corrects }) => corrects?.commandId === (ctx.commandId ?? ''));
      if (made !== undefined) return ok({ account, answer: made });
      const lines = creditsOf(statement, earlier, correction);
      if (!lines.ok) return lines;
      const { commandId } = ctx;
      const corrected = makeStatement(
        {
          sequence: account.statements + 1,
          period: { from: account.settledOn, until: addDays(account.settledOn, 1) },
          issuedAt: at.now,
          issuedOn: account.settledOn,
          // Whom the tax was charged to, or why it was not: what is given back is taxed as it was.
          customer: statement.customer,
          taxNote: statement.taxNote,
          corrects: {
            sequence,
            issuedOn: statement.issuedOn,
            reason: correction.reason,
            ...(commandId === undefined ? {} : { commandId }),
          },
        },
        lines.value,
        [statement, ...earlier].flatMap((each) => each.lines),
      );
      const details = { corrected: lines.value.length };
      return ok({
        account: { ...account, statements: corrected.sequence },
        answer: corrected,
        statements: [corrected],
        changes: [deps.recordAct(ctx, { subject: 'statement', subjectId: String(sequence), details })],
      });
    });
  };

const creditsOf = (
  statement: Statement,
  earlier: readonly Statement[],
  { credits }: Correction,
): Result<readonly StatementLine[], Conflict | Invalid> => {
  const left = statement.lines.map(({ amount }) => amount);
  for (const line of earlier.flatMap(({ lines }) => lines)) {
    const n = line.corrects ?? 0;
    left[n] = (left[n] ?? 0) + line.amount;
  }
  const lines: StatementLine[] = [];
  for (const [n, { line, amount }] of credits.entries()) {
    const charged = statement.lines[line];
    const most = left[line];
    if (charged === undefined || most === undefined)
      return err(invalid({ pointer: `/credits/${n}/line`, rule: 'unknown-line' }));
    const credited = amount ?? most;
    if (credited > most)
      return err(invalid({ pointer: `/credits/${n}/amount`, rule: 'maximum', params: { max: most } }));
    if (credited === 0) continue;
    left[line] = most - credited;
    lines.push({ ...charged, reason: 'credit', amount: -credited, corrects: line });
  }
  return lines.length === 0 ? err(conflict('nothing-to-credit')) : ok(lines);
};

const correctionsOf = async (
  statements: StatementStore,
  ctx: TenantContext,
  sequence: number,
): Promise<readonly Statement[]> => {
  const found: Statement[] = [];
  for await (const { value } of statements.all(ctx))
    if (value.corrects?.sequence === sequence) found.push(value);
  return found;
};
