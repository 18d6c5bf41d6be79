import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { created, noContent, okReply } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeEnrolDevice } from '../../shared/seats/enrol-device.ts';
import type { makeReadOwnSeat } from '../../shared/seats/read-seats.ts';
import type { makeReleaseDevice } from '../../shared/seats/release-seat.ts';
import { devicePlatforms } from '../../shared/seats/seat.ts';
import { enrolmentView, toEnrolmentView } from './seat-views.ts';

export interface MyEnrolmentRouteDeps {
  readonly enrolDevice: ReturnType<typeof makeEnrolDevice>;
  readonly releaseDevice: ReturnType<typeof makeReleaseDevice>;
  readonly readOwnSeat: ReturnType<typeof makeReadOwnSeat>;
}

const tag = 'App';
const access = 'user';

/** [L6] What the app does on a managed device, for the user who is signed in. */
export const myEnrolmentRoutes = (deps: MyEnrolmentRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'enrolMyDevice',
    method: 'POST',
    path: '/v1/me/enrolments',
    summary: 'Take a seat of the company for the user, by the token of the managed configuration',
    description:
      'A user has one seat for all of his devices. A device that is enrolled already stays so, also with a token that has ' +
      'expired; one more than the token allows releases the one that was enrolled first.',
    tag,
    access,
    body: z.strictObject({
      token: z.string().min(1).max(128),
      deviceId: z
        .string()
        .min(8)
        .max(128)
        .meta({ description: 'The same at every start of the app; kept as a hash.' }),
      platform: z.enum(devicePlatforms),
    }),
    replies: { 201: enrolmentView },
    errors: ['invalid', 'seats-short', 'subscription-required'],
    handler: async ({ ctx, principal, body }) => {
      const done = await deps.enrolDevice(ctx, principal.oid.toLowerCase(), body);
      if (!done.ok) return done;
      return ok(created(toEnrolmentView(done.value), { location: '/v1/me/enrolments' }));
    },
  }),
  defineRoute({
    operationId: 'listMyEnrolments',
    method: 'GET',
    path: '/v1/me/enrolments',
    summary: 'See the user’s devices, and whether his seat is paid for',
    tag,
    access,
    replies: {
      200: z.strictObject({
        value: z.array(enrolmentView),
        covered: z.boolean().meta({ description: 'False also where there is no seat.' }),
      }),
    },
    errors: [],
    handler: async ({ ctx, principal }) => {
      const own = await deps.readOwnSeat(ctx, principal.oid.toLowerCase());
      const value = (own?.seat.devices ?? []).map(toEnrolmentView);
      return ok(okReply({ value, covered: own?.covered === true }));
    },
  }),
  defineRoute({
    operationId: 'releaseMyDevice',
    method: 'DELETE',
    path: '/v1/me/enrolments/{enrolmentId}',
    summary: 'Give a device back; the seat becomes free with the last one',
    tag,
    access,
    replies: { 204: z.undefined() },
    errors: ['not-found'],
    handler: async ({ ctx, principal, params }) => {
      const done = await deps.releaseDevice(ctx, principal.oid.toLowerCase(), params.enrolmentId);
      return done.ok ? ok(noContent()) : done;
    },
  }),
];
