import * as z from 'zod';
import type { makeCorrectStatement } from '../../shared/billing/correct-statement.ts';
import { type StatementStore, statementEntityId, statementNumber } from '../../shared/billing/statement.ts';
import { statementCsv } from '../../shared/billing/statement-csv.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { created, okReply, raw, rawSchema } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { AsCustomer } from '../../shared/tenants/as-customer.ts';
import { statementView, toStatementView } from './billing-views.ts';
import { statementPage } from './statement-page.ts';

export interface StatementRouteDeps {
  readonly statements: StatementStore;
  readonly correctStatement: ReturnType<typeof makeCorrectStatement>;
  readonly asCustomer: AsCustomer;
}

const tag = 'Statements';
const access = { roles: ['Reader', 'Admin'] } as const;
const params = z.strictObject({ sequence: z.coerce.number().int().min(1).max(999_999) });
const cents = z.int().min(1).meta({ description: 'Net, in cents; absent: all that is left of the line.' });

export const statementRoutes = (deps: StatementRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'listStatements',
    method: 'GET',
    path: '/v1/statements',
    summary: 'See what was charged, the newest period first',
    tag,
    access,
    paged: true,
    replies: { 200: listOf(statementView) },
    errors: [],
    handler: async ({ ctx, page }) =>
      ok(
        listReply(page, await deps.statements.list(ctx, page.request), ({ value }) =>
          toStatementView(ctx.tenantId, value),
        ),
      ),
  }),
  defineRoute({
    operationId: 'getStatement',
    method: 'GET',
    path: '/v1/statements/{sequence}',
    summary: 'See a statement',
    description: 'Once issued it never changes; what was wrong is put right by another one, which names it.',
    tag,
    access,
    params,
    replies: { 200: statementView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.statements.get(ctx, statementEntityId(params));
      return found === undefined ? err(notFound) : ok(okReply(toStatementView(ctx.tenantId, found.value)));
    },
  }),
  defineRoute({
    operationId: 'getStatementCsv',
    method: 'GET',
    path: '/v1/statements/{sequence}/csv',
    summary: 'Take a statement out as CSV',
    tag,
    access,
    params,
    replies: { 200: rawSchema('text/csv', 'RFC 4180, UTF-8 with byte order mark.') },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.statements.get(ctx, statementEntityId(params));
      if (found === undefined) return err(notFound);
      const name = statementNumber(ctx.tenantId, found.value);
      return ok(
        raw(200, 'text/csv; charset=utf-8; header=present', statementCsv(ctx.tenantId, found.value), {
          'content-disposition': `attachment; filename="${name}.csv"`,
        }),
      );
    },
  }),
  defineRoute({
    operationId: 'getStatementPage',
    method: 'GET',
    path: '/v1/statements/{sequence}/page',
    summary: 'See a statement as a page to print',
    tag,
    access,
    params,
    replies: { 200: rawSchema('text/html', 'A page in the caller’s language.') },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.statements.get(ctx, statementEntityId(params));
      if (found === undefined) return err(notFound);
      return ok(statementPage(ctx.language, toStatementView(ctx.tenantId, found.value)));
    },
  }),
  defineRoute({
    operationId: 'correctStatement',
    method: 'POST',
    path: '/v1/operator/tenants/{tenantId}/statements/{sequence}/corrections',
    summary: 'Give back what a customer was charged wrongly, by a statement of its own',
    tag,
    access: { roles: ['Operator'] },
    idempotent: true,
    params: params.extend({ tenantId: z.guid() }),
    body: z.strictObject({
      reason: z.string().trim().min(1).max(500).meta({ description: 'Stands on the statement.' }),
      credits: z
        .array(
          z.strictObject({
            line: z.int().min(0).max(999).meta({ description: 'Counted from 0.' }),
            amount: cents.optional(),
          }),
        )
        .min(1)
        .max(200),
    }),
    replies: { 201: statementView },
    errors: ['not-found', 'conflict', 'invalid'],
    handler: async ({ ctx, params, body }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const made = await deps.correctStatement(theirs.value, params.sequence, body);
      if (!made.ok) return made;
      const location = `/v1/statements/${made.value.sequence}`;
      return ok(created(toStatementView(theirs.value.tenantId, made.value), { location }));
    },
  }),
];
