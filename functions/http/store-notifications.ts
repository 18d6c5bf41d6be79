import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { noContent } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeHearApple } from '../../shared/store-purchases/hear-apple.ts';
import type { makeHearGoogle } from '../../shared/store-purchases/hear-google.ts';

export interface StoreNotificationRouteDeps {
  readonly hearApple: ReturnType<typeof makeHearApple>;
  readonly hearGoogle: ReturnType<typeof makeHearGoogle>;
}

/** Also the audience of the tokens that Pub/Sub pushes with. */
export const googleNotificationsPath = '/v1/store-notifications/google';

const tag = 'Stores';
const maxBodyBytes = 64 * 1024;
const done = z.undefined();

/** [L5] Where the stores tell what became of a purchase. Both repeat for days what was not answered with a success. */
export const storeNotificationRoutes = (deps: StoreNotificationRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'hearApple',
    method: 'POST',
    path: '/v1/store-notifications/apple',
    summary: 'Where the App Store tells of renewals, refunds and ends',
    description:
      'App Store Server Notifications, version 2. What Apple has not signed for this app is refused.',
    tag,
    access: 'public',
    maxBodyBytes,
    // Apple adds members as it likes.
    body: z.looseObject({ signedPayload: z.string().min(1).max(maxBodyBytes) }),
    replies: { 204: done },
    errors: ['invalid', 'not-found'],
    handler: async ({ ctx, body }) => {
      const heard = await deps.hearApple(body.signedPayload, ctx.correlationId);
      return heard.ok ? ok(noContent()) : heard;
    },
  }),
  defineRoute({
    operationId: 'hearGoogle',
    method: 'POST',
    path: googleNotificationsPath,
    summary: 'Where Google Play tells that a purchase has changed',
    description:
      'Real-time developer notifications, pushed by Pub/Sub with a token of Google for this address.',
    tag,
    access: 'public',
    maxBodyBytes,
    body: z.looseObject({ message: z.looseObject({ data: z.string().min(1).max(maxBodyBytes) }) }),
    replies: { 204: done },
    errors: ['invalid', 'not-found', 'unauthenticated', 'unavailable'],
    handler: async ({ ctx, body, request }) => {
      const heard = await deps.hearGoogle(
        request.headers.get('authorization'),
        body.message.data,
        ctx.correlationId,
      );
      return heard.ok ? ok(noContent()) : heard;
    },
  }),
];
