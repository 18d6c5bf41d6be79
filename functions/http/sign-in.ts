import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { created } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeFinishSignIn } from '../../shared/sources/finish-sign-in.ts';
import type { makeCreateSignInLink, OpenSignInLink } from '../../shared/sources/sign-in-link.ts';
import type { makeStartSignIn } from '../../shared/sources/start-sign-in.ts';
import {
  awayReplies,
  backReplies,
  entraWay,
  invitationReplies,
  signInBackQuery,
  ticketQuery,
} from './entra-way.ts';
import { signInInvitation, signInLinkUnusablePage, signInOutcomePage } from './sign-in-page.ts';

export interface SignInRouteDeps {
  readonly createSignInLink: ReturnType<typeof makeCreateSignInLink>;
  readonly openSignInLink: OpenSignInLink;
  readonly startSignIn: ReturnType<typeof makeStartSignIn>;
  readonly finishSignIn: ReturnType<typeof makeFinishSignIn>;
  readonly publicUrl: string;
}

const tag = 'Onboarding';

/** [S4] The way of a user who lets his own contacts be a source. */
export const signInRoutes = (deps: SignInRouteDeps): readonly Route[] => {
  const way = entraWay(deps.publicUrl, 'switchboard-sign-in');
  return [
    defineRoute({
      operationId: 'createSignInLink',
      method: 'POST',
      path: '/v1/sources/{sourceId}/sign-in',
      summary: 'Make a link by which the user signs in whose own contacts are the source',
      tag: 'Sources',
      access: { roles: ['Admin'] },
      replies: {
        201: z
          .strictObject({
            signInUrl: z.string().meta({ description: 'To be forwarded to that user; good for seven days.' }),
            expiresAt: z.string(),
          })
          .meta({ id: 'SignInLink' }),
      },
      errors: ['not-found', 'conflict'],
      handler: async ({ ctx, params }) => {
        const link = await deps.createSignInLink(ctx, params.sourceId);
        return link.ok ? ok(created(link.value, { location: `/v1/sources/${params.sourceId}` })) : link;
      },
    }),
    defineRoute({
      operationId: 'showSignIn',
      method: 'GET',
      path: '/sign-in',
      summary: 'Where a sign-in link leads: what the user agrees to',
      tag,
      access: 'public',
      query: ticketQuery,
      replies: invitationReplies,
      errors: [],
      handler: async ({ ctx: { correlationId, language }, query: { ticket = '' } }) => {
        const link = await deps.openSignInLink({ ticket, correlationId });
        if (!link.ok) return ok(signInLinkUnusablePage(language));
        const href = `/sign-in/start?ticket=${encodeURIComponent(ticket)}`;
        return ok(signInInvitation(link.value, href, language));
      },
    }),
    defineRoute({
      operationId: 'startSignIn',
      method: 'GET',
      path: '/sign-in/start',
      summary: 'On to Microsoft Entra, to sign in',
      tag,
      access: 'public',
      query: ticketQuery,
      replies: awayReplies,
      errors: [],
      handler: async ({ ctx: { correlationId, language }, query: { ticket = '' } }) => {
        const begun = await deps.startSignIn({ ticket, correlationId });
        return ok(begun.ok ? way.away(begun.value) : signInLinkUnusablePage(language));
      },
    }),
    defineRoute({
      operationId: 'finishSignIn',
      method: 'GET',
      path: '/sign-in/callback',
      summary: 'Where Microsoft Entra sends the user back to',
      tag,
      access: 'public',
      query: signInBackQuery,
      replies: backReplies,
      errors: [],
      handler: async (came) => {
        const outcome = await deps.finishSignIn({ ...way.broughtBack(came), code: came.query.code });
        return ok(way.back(signInOutcomePage(outcome, came.ctx.language)));
      },
    }),
  ];
};
