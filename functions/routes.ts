import type { Config } from '../shared/config/config.ts';
import { withAboutRoutes } from '../shared/http/about-routes.ts';
import type { Route } from '../shared/http/contract.ts';
import { appBrandRoutes } from './http/app-brand.ts';
import { appContractRoutes } from './http/app-contract.ts';
import { auditRoutes } from './http/audit.ts';
import { companyListFileRoutes } from './http/company-list-files.ts';
import { companyListRoutes } from './http/company-lists.ts';
import { deadLetterRoutes } from './http/dead-letters.ts';
import { departureRoutes } from './http/departure.ts';
import { type HealthDeps, healthRoutes } from './http/health.ts';
import { importRoutes } from './http/imports.ts';
import { licenceRoutes } from './http/licences.ts';
import { managedConfigurationRoute } from './http/managed-configurations.ts';
import { myContactRoutes } from './http/my-contacts.ts';
import { myEnrolmentRoutes } from './http/my-enrolments.ts';
import { mySubscriptionRoutes } from './http/my-subscription.ts';
import { onboardingRoutes } from './http/onboarding.ts';
import { peopleRoutes } from './http/people.ts';
import { seatRoutes } from './http/seats.ts';
import { shareRoutes } from './http/shares.ts';
import { signInRoutes } from './http/sign-in.ts';
import { sourceQualityRoute } from './http/source-quality.ts';
import { sourceRoutes } from './http/sources.ts';
import { statementRoutes } from './http/statements.ts';
import { storeNotificationRoutes } from './http/store-notifications.ts';
import { subscriptionRoutes } from './http/subscriptions.ts';
import { tenantRoutes } from './http/tenant.ts';
import type { Stores } from './stores.ts';
import type { UseCases } from './use-cases.ts';

/** Every route there is: registration, the OpenAPI document and the tests over all routes take them from here. */
export const makeRoutes = (
  config: Config,
  services: HealthDeps,
  stores: Stores,
  useCases: UseCases,
): readonly Route[] => {
  const { publicUrl } = config;
  const routes = [
    ...onboardingRoutes({ ...useCases, publicUrl }),
    ...tenantRoutes(useCases),
    ...sourceRoutes({ ...useCases, sources: stores.sources }),
    sourceQualityRoute(useCases),
    ...companyListRoutes(useCases),
    ...companyListFileRoutes(useCases),
    ...signInRoutes({ ...useCases, publicUrl }),
    ...shareRoutes({ ...useCases, shares: stores.shares, uses: stores.shareUses }),
    ...importRoutes({ ...useCases, imports: stores.imports, runs: stores.runs }),
    ...auditRoutes(useCases),
    ...deadLetterRoutes(useCases),
    ...licenceRoutes(useCases),
    ...subscriptionRoutes(useCases),
    ...statementRoutes({ ...useCases, statements: stores.statements }),
    ...appContractRoutes({ ...useCases, contracts: stores.appContracts }),
    ...appBrandRoutes({ ...useCases, appBrands: stores.appBrands }),
    ...myContactRoutes(useCases),
    ...seatRoutes({ ...useCases, enrolmentTokens: stores.enrolmentTokens, clock: services.clock }),
    managedConfigurationRoute(useCases),
    ...myEnrolmentRoutes(useCases),
    ...mySubscriptionRoutes({ ...useCases, packageName: config.stores.google?.packageName }),
    ...storeNotificationRoutes(useCases),
    ...peopleRoutes({ ...useCases, erasures: stores.personErasures }),
    ...departureRoutes(useCases),
    ...healthRoutes(services),
  ];
  return withAboutRoutes(routes, {
    version: '1.0.0',
    publicUrl,
    authority: config.entra.consentUrl,
    audience: `api://${config.entra.clientId}`,
    tags: {
      Onboarding:
        'For browsers: the way of an administrator’s consent, and of the sign-in of a user whose contacts are read.',
      Tenant: 'The own company: consent, permissions, settings.',
      Departure: 'Leaving: the export of everything, the grace period, the erasure and its certificate.',
      People: 'What is kept about a person: taken out, erased, kept out.',
      Sources: 'Places that contacts are read from.',
      'Company lists':
        'Contacts that are nobody’s account, kept by hand: sources of the kind `company-list`.',
      Shares: 'Selections of contacts that are offered to the own company and to partners.',
      Operator: 'For the operator’s own staff: what needs a hand.',
      Licences: 'Mailboxes that may be filled: needed, held, missing.',
      Subscriptions: 'What the company pays for: plans, seats of the app, terms and cancellations.',
      Seats: 'Seats of the app that the company has bought: enrolment of managed devices, who has one.',
      Stores: 'Where Apple and Google tell what became of a purchase.',
      Statements: 'What a period cost, line by line.',
      Imports: 'Mailboxes that are filled with the contacts of a share, and the runs that do it.',
      App: 'For the app of a user: whom the company’s sources know, who calls, what has changed.',
      Audit: 'Every administrative act: who, what, when, from where.',
    },
  });
};
