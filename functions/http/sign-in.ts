import * as z from 'zod';
import { callerAddress } from '../../shared/http/caller-address.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { created, redirect } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeFinishSignIn } from '../../shared/sources/finish-sign-in.ts';
import type { makeCreateSignInLink, OpenSignInLink } from '../../shared/sources/sign-in-link.ts';
import type { makeStartSignIn } from '../../shared/sources/start-sign-in.ts';
import { browserCookie } from './browser-cookie.ts';
import { signInInvitation, signInLinkUnusablePage, signInOutcomePage } from './sign-in-page.ts';

export interface SignInRouteDeps {
  readonly createSignInLink: ReturnType<typeof makeCreateSignInLink>;
  readonly openSignInLink: OpenSignInLink;
  readonly startSignIn: ReturnType<typeof makeStartSignIn>;
  readonly finishSignIn: ReturnType<typeof makeFinishSignIn>;
  /** Where this is reached from outside; over https the cookie is bound to it. */
  readonly publicUrl: string;
}

const page = { raw: 'text/html', description: 'A page in German and English.' } as const;
/** Entra adds parameters as it likes: others are let pass, unread. */
const text = z.string().max(4096).optional().catch(undefined);
const tag = 'Onboarding';

/** [S4] The way of a user who lets his own contacts be a source. */
export const signInRoutes = (deps: SignInRouteDeps): readonly Route[] => {
  const cookie = browserCookie(deps.publicUrl, 'switchboard-sign-in');
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
      query: z.looseObject({ ticket: text }),
      replies: { 200: page, 400: page },
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
      query: z.looseObject({ ticket: text }),
      replies: { 302: { raw: 'text/html', description: 'On to Entra’s page.' }, 400: page },
      errors: [],
      handler: async ({ ctx: { correlationId, language }, query: { ticket = '' } }) => {
        const begun = await deps.startSignIn({ ticket, correlationId });
        if (!begun.ok) return ok(signInLinkUnusablePage(language));
        const reply = redirect(begun.value.redirectTo);
        const keep = cookie.set(begun.value.cookie, begun.value.cookieSeconds);
        return ok({ ...reply, headers: { ...reply.headers, 'set-cookie': keep } });
      },
    }),
    defineRoute({
      operationId: 'finishSignIn',
      method: 'GET',
      path: '/sign-in/callback',
      summary: 'Where Microsoft Entra sends the user back to',
      tag,
      access: 'public',
      query: z.looseObject({ code: text, state: text, error: text, error_description: text }),
      replies: { 200: page, 400: page, 403: page, 503: page },
      errors: [],
      handler: async ({ ctx, query, request }) => {
        const outcome = await deps.finishSignIn({
          correlationId: ctx.correlationId,
          state: query.state,
          code: query.code,
          error: query.error,
          errorDescription: query.error_description,
          from: callerAddress(request.headers),
          cookie: cookie.read(request.headers.get('cookie')),
        });
        const reply = signInOutcomePage(outcome, ctx.language);
        return ok({ ...reply, headers: { ...reply.headers, 'set-cookie': cookie.clear() } });
      },
    }),
  ];
};
