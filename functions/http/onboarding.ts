import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeFinishConsent } from '../../shared/tenants/finish-consent.ts';
import type { makeStartConsent } from '../../shared/tenants/start-consent.ts';
import { awayReplies, backReplies, consentBackQuery, entraWay, ticketQuery } from './entra-way.ts';
import { linkUnusablePage, outcomePage } from './onboarding-page.ts';

export interface OnboardingRouteDeps {
  readonly startConsent: ReturnType<typeof makeStartConsent>;
  readonly finishConsent: ReturnType<typeof makeFinishConsent>;
  readonly publicUrl: string;
}

const tag = 'Onboarding';

export const onboardingRoutes = (deps: OnboardingRouteDeps): readonly Route[] => {
  const way = entraWay(deps.publicUrl, 'switchboard-consent');
  return [
    defineRoute({
      operationId: 'startConsent',
      method: 'GET',
      path: '/onboarding/consent',
      summary: 'Where a consent link leads: on to Microsoft Entra',
      tag,
      access: 'public',
      query: ticketQuery,
      replies: awayReplies,
      errors: [],
      handler: async ({ ctx: { correlationId, language }, query: { ticket = '' } }) => {
        const begun = await deps.startConsent({ ticket, correlationId });
        return ok(begun.ok ? way.away(begun.value) : linkUnusablePage(language));
      },
    }),
    defineRoute({
      operationId: 'finishConsent',
      method: 'GET',
      path: '/onboarding/callback',
      summary: 'Where Microsoft Entra sends the administrator back to',
      tag,
      access: 'public',
      query: consentBackQuery,
      replies: backReplies,
      errors: [],
      handler: async (came) => {
        const { tenant, admin_consent: adminConsent } = came.query;
        const outcome = await deps.finishConsent({ ...way.broughtBack(came), tenant, adminConsent });
        return ok(way.back(outcomePage(outcome, came.ctx.language)));
      },
    }),
  ];
};
