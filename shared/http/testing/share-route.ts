import * as z from 'zod';
import type { FailureOf } from '../../kernel/failures.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { defineRoute, type Route } from '../contract.ts';
import { created } from '../reply.ts';

const shareBody = z
  .strictObject({
    displayName: z.string().min(1).max(20),
    selection: z.strictObject({ groups: z.array(z.guid()).max(2) }).optional(),
  })
  .meta({ id: 'NewShare' });

type Outcome = Result<string, FailureOf<'conflict' | 'throttled'>>;

/** A creating route as capabilities write them, around a use case that a test chooses. */
export const shareRoute = (
  create: (name: string, commandId: string | undefined) => Promise<Outcome> = async () => ok('s1'),
): Route =>
  defineRoute({
    operationId: 'createShare',
    method: 'POST',
    path: '/v1/shares',
    summary: 'Create a share',
    tag: 'Shares',
    access: { roles: ['Admin', 'Operator'] },
    body: shareBody,
    replies: { 201: z.object({ id: z.string(), displayName: z.string() }).meta({ id: 'Share' }) },
    errors: ['conflict', 'throttled'],
    idempotent: true,
    handler: async ({ ctx, body }) => {
      const made = await create(body.displayName, ctx.commandId);
      if (!made.ok) return err(made.error);
      return ok(
        created(
          { id: made.value, displayName: body.displayName },
          { location: `/v1/shares/${made.value}`, etag: 'e1' },
        ),
      );
    },
  });
