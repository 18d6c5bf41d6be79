import * as z from 'zod';
import { actorKinds, actSchema, actSubjects } from '../../shared/audit/act.ts';
import { actsCsv } from '../../shared/audit/acts-csv.ts';
import type { ActFilter, ListActs } from '../../shared/audit/list-acts.ts';
import type { makeListCustomerActs } from '../../shared/audit/list-customer-acts.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { decodeCursor, encodeCursor, listOf, listReply } from '../../shared/http/paging.ts';
import { raw, rawSchema } from '../../shared/http/reply.ts';
import { fromIso } from '../../shared/kernel/clock.ts';
import { invalid } from '../../shared/kernel/failures.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';

export interface AuditRouteDeps {
  readonly listActs: ListActs;
  readonly listCustomerActs: ReturnType<typeof makeListCustomerActs>;
}

const instant = z.iso.datetime({ offset: true }).max(40);
const word = z.string().min(1).max(200);
/** A name that there is not would look as if nothing had happened. */
const subject = z
  .string()
  .max(200)
  .superRefine((text, check) => {
    if (actSubjects.some((known) => known === text.split('/')[0])) return;
    check.addIssue({
      code: 'custom',
      message: 'one-of',
      params: { allowed: `${actSubjects.join(', ')}; kind/id` },
    });
  })
  .meta({
    description: `What was acted on: a kind, or one thing as \`kind/id\`. Kinds: ${actSubjects.join(', ')}.`,
    example: 'share',
  });
const actor = z
  .string()
  .max(200)
  .superRefine((text, check) => {
    if (actorKinds.some((known) => known === text) || z.guid().safeParse(text).success) return;
    check.addIssue({
      code: 'custom',
      message: 'one-of',
      params: { allowed: `${actorKinds.join(', ')}; GUID` },
    });
  })
  .meta({ description: 'Object id at Entra, or `user`, `app`, `operator`, `system`.' });
const period = {
  from: instant.optional().meta({ description: 'Acts from then on.' }),
  to: instant.optional().meta({ description: 'Acts before then.' }),
};
/** Neither is there anything in a period that ends before it begins. */
const upsideDown = ({ from, to }: ActFilter) =>
  from !== undefined && to !== undefined && fromIso(from) >= fromIso(to)
    ? invalid({ pointer: '?to', rule: 'after-from' })
    : undefined;
const filterFields = {
  ...period,
  subject: subject.optional(),
  operation: word.optional().meta({ description: 'An `operationId`, or a queue of the system.' }),
  actor: actor.optional(),
};
const filter = z.strictObject(filterFields);

const shown = actSchema.shape.changes.element.shape.before;
const actView = actSchema
  .extend({
    operation: z.string().meta({ description: '`operationId` of the call, or a queue of the system.' }),
    from: z.string().optional().meta({ description: 'Network address of the caller.' }),
    changes: z.array(
      actSchema.shape.changes.element.extend({
        before: shown.meta({ description: 'Only what differs.' }),
        after: shown.meta({
          description:
            'Personal data and free text are `set` or null; of lists of people there is the length.',
        }),
      }),
    ),
  })
  .meta({ id: 'AuditEvent' });

const tag = 'Audit';
const description =
  'Each administrative act: who, what, when, from where, and what differs. ' +
  'A page may be short, even empty, and still have a `nextLink`.';

export const auditRoutes = (deps: AuditRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'listAuditEvents',
    method: 'GET',
    path: '/v1/audit-events',
    summary: 'Read the audit trail, the newest first',
    description,
    tag,
    access: { roles: ['Admin'] },
    paged: true,
    query: filter,
    replies: { 200: listOf(actView) },
    errors: ['invalid'],
    handler: async ({ ctx, query, page }) => {
      const wrong = upsideDown(query);
      if (wrong !== undefined) return err(wrong);
      return ok(listReply(page, await deps.listActs(ctx, query, page.request), (act) => act));
    },
  }),
  defineRoute({
    operationId: 'exportAuditEvents',
    method: 'GET',
    path: '/v1/audit-events.csv',
    summary: 'Take the audit trail out as CSV, the newest first',
    description:
      'A line for each thing that changed. Where there is more, the header `Link` (`rel="next"`) leads on. ' +
      'Cells that a spreadsheet would take for a formula begin with an apostrophe.',
    tag,
    access: { roles: ['Admin'] },
    limit: { class: 'expensive' },
    query: filter.extend({
      limit: z.coerce.number().int().min(1).max(5000).default(1000).meta({ description: 'Most acts.' }),
      cursor: z.string().max(2048).optional().meta({ description: 'Taken from `Link`.' }),
    }),
    replies: { 200: rawSchema('text/csv', 'RFC 4180, UTF-8 with byte order mark.') },
    errors: ['invalid'],
    handler: async ({ ctx, query, request }) => {
      const { limit, cursor, ...wanted } = query;
      const wrong = upsideDown(wanted);
      if (wrong !== undefined) return err(wrong);
      const operation = 'exportAuditEvents';
      const start = cursor === undefined ? ok(undefined) : decodeCursor(operation, cursor);
      if (!start.ok) return start;
      const page = { limit, ...(start.value === undefined ? {} : { cursor: start.value }) };
      const found = await deps.listActs(ctx, wanted, page);
      const headers = { 'content-disposition': 'attachment; filename="audit-events.csv"' };
      const csv = 'text/csv; charset=utf-8; header=present';
      if (found.cursor === undefined) return ok(raw(200, csv, actsCsv(found.items), headers));
      const next = new URLSearchParams(request.query);
      next.set('cursor', encodeCursor(operation, found.cursor));
      const link = `<${request.path}?${next.toString()}>; rel="next"`;
      return ok(raw(200, csv, actsCsv(found.items), { ...headers, link }));
    },
  }),
  defineRoute({
    operationId: 'listCustomerAuditEvents',
    method: 'GET',
    path: '/v1/operator/tenants/{tenantId}/audit-events',
    summary: 'Read a customer’s audit trail; the customer sees that it was read',
    description,
    tag,
    access: { roles: ['Operator'] },
    params: z.strictObject({ tenantId: z.guid() }),
    paged: true,
    query: filter,
    replies: { 200: listOf(actView) },
    errors: ['not-found', 'invalid'],
    handler: async ({ ctx, params, query, page }) => {
      const wrong = upsideDown(query);
      if (wrong !== undefined) return err(wrong);
      const found = await deps.listCustomerActs(ctx, tenantId(params.tenantId), query, page.request);
      return found.ok ? ok(listReply(page, found.value, (act) => act)) : found;
    },
  }),
];
