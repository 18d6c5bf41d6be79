import * as z from 'zod';
import { callerAddress } from '../../shared/http/caller-address.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { redirect } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeFinishConsent } from '../../shared/tenants/finish-consent.ts';
import type { makeStartConsent } from '../../shared/tenants/start-consent.ts';
import { browserCookie } from './browser-cookie.ts';
import { linkUnusablePage, outcomePage } from './onboarding-page.ts';

export interface OnboardingRouteDeps {
  readonly startConsent: ReturnType<typeof makeStartConsent>;
  readonly finishConsent: ReturnType<typeof makeFinishConsent>;
  /** Where this is reached from outside; over https the cookie is bound to it. */
  readonly publicUrl: string;
}

const page = { raw: 'text/html', description: 'A page in German and English.' } as const;
/** Entra adds parameters as it likes: others are let pass, unread. */
const text = z.string().max(4096).optional().catch(undefined);
const tag = 'Onboarding';

export const onboardingRoutes = (deps: OnboardingRouteDeps): readonly Route[] => {
  const consentCookie = browserCookie(deps.publicUrl, 'switchboard-consent');
  return [
    defineRoute({
      operationId: 'startConsent',
      method: 'GET',
      path: '/onboarding/consent',
      summary: 'Where a consent link leads: on to Microsoft Entra',
      tag,
      access: 'public',
      query: z.looseObject({ ticket: text }),
      replies: { 302: { raw: 'text/html', description: 'On to Entra’s page.' }, 400: page },
      errors: [],
      handler: async ({ ctx, query }) => {
        const { correlationId, language } = ctx;
        const begun = await deps.startConsent({ ticket: query.ticket ?? '', correlationId });
        if (!begun.ok) return ok(linkUnusablePage(language));
        const { redirectTo, cookie, cookieSeconds } = begun.value;
        const reply = redirect(redirectTo);
        const headers = { ...reply.headers, 'set-cookie': consentCookie.set(cookie, cookieSeconds) };
        return ok({ ...reply, headers });
      },
    }),
    defineRoute({
      operationId: 'finishConsent',
      method: 'GET',
      path: '/onboarding/callback',
      summary: 'Where Microsoft Entra sends the administrator back to',
      tag,
      access: 'public',
      query: z.looseObject({
        admin_consent: text,
        tenant: text,
        state: text,
        error: text,
        error_description: text,
      }),
      replies: { 200: page, 400: page, 403: page, 503: page },
      errors: [],
      handler: async ({ ctx, query, request }) => {
        const outcome = await deps.finishConsent({
          correlationId: ctx.correlationId,
          state: query.state,
          tenant: query.tenant,
          adminConsent: query.admin_consent,
          error: query.error,
          errorDescription: query.error_description,
          from: callerAddress(request.headers),
          cookie: consentCookie.read(request.headers.get('cookie')),
        });
        const reply = outcomePage(outcome, ctx.language);
        const headers = { ...reply.headers, 'set-cookie': consentCookie.clear() };
        return ok({ ...reply, headers });
      },
    }),
  ];
};
