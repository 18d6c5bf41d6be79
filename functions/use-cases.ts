import type { Config } from '../shared/config/config.ts';
import { makeAddressOfUser } from '../shared/notifications/address-of-user.ts';
import { makeLinks } from '../shared/notifications/links.ts';
import { makeSendNotification } from '../shared/notifications/send-notification.ts';
import type { Ports } from './ports.ts';
import type { Stores } from './stores.ts';
import { makeAppWork } from './use-cases/app-directory.ts';
import { makeAuditWork } from './use-cases/audit.ts';
import { makeBillingWork } from './use-cases/billing.ts';
import { makeListWork } from './use-cases/company-lists.ts';
import { makeDeadLetterWork } from './use-cases/dead-letters.ts';
import { makeDepartures, makeErasureQuestions } from './use-cases/departures.ts';
import { makeImportWork } from './use-cases/imports.ts';
import { makeLicenceWork } from './use-cases/licences.ts';
import { makePeopleWork } from './use-cases/people.ts';
import { makeSeatWork } from './use-cases/seats.ts';
import { makeShareWork } from './use-cases/shares.ts';
import { makeSignInWork } from './use-cases/sign-in.ts';
import { makeSourceWork } from './use-cases/sources.ts';
import { makeStoreWork } from './use-cases/store-purchases.ts';
import { makeTenancy } from './use-cases/tenancy.ts';

/** Everything the product can do, made of stores and ports; a file per capability in use-cases/. */
export const makeUseCases = (config: Config, ports: Ports, stores: Stores) => {
  const erasing = makeErasureQuestions(ports, stores);
  const { erasureOf, isBeingErased, isBeingErasedNow } = erasing;
  const tenancy = makeTenancy(config, ports, stores, isBeingErasedNow);
  const sources = makeSourceWork(config, ports, stores, tenancy);
  const licences = makeLicenceWork(ports, stores);
  const { bySeat, ...seats } = makeSeatWork(config, ports, stores);
  const { byStore, readPurchases, ...storeWork } = makeStoreWork(ports, stores, isBeingErasedNow);
  const { shared, ...shares } = makeShareWork(ports, stores, sources.ensureFresh);

  return {
    ...tenancy,
    ...sources,
    ...makeSignInWork(config, ports, stores, isBeingErasedNow),
    ...makeListWork(ports, stores),
    ...shares,
    ...licences,
    ...seats,
    ...storeWork,
    ...makeBillingWork(ports, stores, seats),
    ...makeAppWork(config, ports, stores, { bySeat, byStore, readPurchases }),
    ...makeImportWork(config, ports, stores, { tenancy, licences, shared, erasureOf }),
    ...makePeopleWork(ports, stores),
    ...makeDepartures(config, ports, stores, { ...tenancy, shared }),
    ...makeDeadLetterWork(ports, stores, isBeingErasedNow),
    ...makeAuditWork(stores),
    erasureOf,
    isBeingErased,
    relayOutbox: stores.relayOutbox,
    forgetAnswers: stores.forgetAnswers,
    sendNotification: makeSendNotification({
      notifications: stores.notifications,
      mailer: ports.mailer,
      addressOfUser: makeAddressOfUser(ports.owners),
      commit: stores.commit,
      clock: ports.clock,
      log: ports.log,
      links: makeLinks(config.publicUrl),
    }),
  };
};

export type UseCases = ReturnType<typeof makeUseCases>;
