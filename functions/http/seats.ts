import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { created, noContent, okReply } from '../../shared/http/reply.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { EnrolmentTokenStore } from '../../shared/seats/enrolment-token.ts';
import {
  type makeCreateToken,
  type makeRevokeToken,
  mostTokenDays,
} from '../../shared/seats/manage-tokens.ts';
import type { makeListSeats, makeReadSeatFigures } from '../../shared/seats/read-seats.ts';
import type { makeReassignSeat, makeReleaseSeat } from '../../shared/seats/release-seat.ts';
import { mostDevices } from '../../shared/seats/seat.ts';
import { figuresView, seatView, tokenView, toSeatView, toTokenView } from './seat-views.ts';

export interface SeatRouteDeps {
  readonly enrolmentTokens: EnrolmentTokenStore;
  readonly createEnrolmentToken: ReturnType<typeof makeCreateToken>;
  readonly revokeEnrolmentToken: ReturnType<typeof makeRevokeToken>;
  readonly listSeats: ReturnType<typeof makeListSeats>;
  readonly readSeatFigures: ReturnType<typeof makeReadSeatFigures>;
  readonly releaseSeat: ReturnType<typeof makeReleaseSeat>;
  readonly reassignSeat: ReturnType<typeof makeReassignSeat>;
  readonly clock: Clock;
}

const tag = 'Seats';
const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const ofUser = z.strictObject({ userId: z.guid().toLowerCase() });

/** [L6] Seats of the app: the tokens by which managed devices enrol, and who has a seat. */
export const seatRoutes = (deps: SeatRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'createEnrolmentToken',
    method: 'POST',
    path: '/v1/enrolment-tokens',
    summary: 'Make a token by which managed devices enrol and take seats',
    description: '`token` is shown this once. It is good for users of the own company only.',
    tag,
    access: change,
    idempotent: true,
    body: z.strictObject({
      uses: z
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .meta({ description: 'Devices that may be enrolled with it; absent: any number.' }),
      expiresAt: z.iso
        .datetime({ offset: true })
        .max(40)
        .optional()
        .meta({ description: `30 days from now, where absent; at most ${mostTokenDays}.` }),
      deviceLimit: z.int().min(1).max(mostDevices).optional().meta({
        description: 'Devices that a user may have, 5 where absent; one more releases the first.',
      }),
    }),
    replies: { 201: tokenView.extend({ token: z.string() }).meta({ id: 'NewEnrolmentToken' }) },
    errors: ['invalid'],
    handler: async ({ ctx, body }) => {
      const made = await deps.createEnrolmentToken(ctx, body);
      if (!made.ok) return made;
      const { token, text } = made.value;
      const location = '/v1/enrolment-tokens';
      return ok(created({ ...toTokenView(token, deps.clock.now()), token: text }, { location }));
    },
  }),
  defineRoute({
    operationId: 'listEnrolmentTokens',
    method: 'GET',
    path: '/v1/enrolment-tokens',
    summary: 'See the enrolment tokens, without their texts',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(tokenView) },
    errors: [],
    handler: async ({ ctx, page }) => {
      const found = await deps.enrolmentTokens.list(ctx, page.request);
      const now = deps.clock.now();
      return ok(listReply(page, found, ({ value }) => toTokenView(value, now)));
    },
  }),
  defineRoute({
    operationId: 'revokeEnrolmentToken',
    method: 'DELETE',
    path: '/v1/enrolment-tokens/{tokenId}',
    summary: 'Revoke an enrolment token; seats that were taken with it stay',
    tag,
    access: change,
    replies: { 204: z.undefined() },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const done = await deps.revokeEnrolmentToken(ctx, params.tokenId);
      return done.ok ? ok(noContent()) : done;
    },
  }),
  defineRoute({
    operationId: 'getSeatFigures',
    method: 'GET',
    path: '/v1/seats/figures',
    summary: 'See how many seats are bought, taken and free',
    tag,
    access: read,
    replies: { 200: figuresView },
    errors: [],
    handler: async ({ ctx }) => ok(okReply(await deps.readSeatFigures(ctx))),
  }),
  defineRoute({
    operationId: 'listSeats',
    method: 'GET',
    path: '/v1/seats',
    summary: 'See who has a seat of the app',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(seatView) },
    errors: [],
    handler: async ({ ctx, page }) =>
      ok(listReply(page, await deps.listSeats(ctx, page.request), toSeatView)),
  }),
  defineRoute({
    operationId: 'releaseSeat',
    method: 'DELETE',
    path: '/v1/seats/{userId}',
    params: ofUser,
    summary: 'Take a user’s seat back, with all of his devices',
    tag,
    access: change,
    replies: { 204: z.undefined() },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const done = await deps.releaseSeat(ctx, params.userId);
      return done.ok ? ok(noContent()) : done;
    },
  }),
  defineRoute({
    operationId: 'reassignSeat',
    method: 'POST',
    path: '/v1/seats/{userId}/reassign',
    params: ofUser,
    summary: 'Give a user’s seat to another user of the company',
    description: 'It keeps its place in the order. The other user enrols devices of his own.',
    tag,
    access: change,
    body: z.strictObject({ to: z.guid().toLowerCase().meta({ description: 'Entra’s object id.' }) }),
    replies: { 204: z.undefined() },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params, body }) => {
      const done = await deps.reassignSeat(ctx, params.userId, body.to);
      return done.ok ? ok(noContent()) : done;
    },
  }),
];
