import { makeDynamicsReader } from '../shared/adapters/dynamics/reader.ts';
import type { AppTokens } from '../shared/adapters/entra/token-client.ts';
import { makeCompanyContacts } from '../shared/adapters/graph/company-contacts.ts';
import { makeDirectory } from '../shared/adapters/graph/directory.ts';
import { makeMailboxOwners } from '../shared/adapters/graph/mailbox-owners.ts';
import { makeMailboxes } from '../shared/adapters/graph/mailboxes.ts';
import { makeOrganisations } from '../shared/adapters/graph/organisations.ts';
import { makeSharedMailbox } from '../shared/adapters/graph/shared-mailbox.ts';
import type { MailboxOwners } from '../shared/imports/mailbox-owner.ts';
import type { Mailboxes } from '../shared/imports/mailboxes.ts';
import type { Clock } from '../shared/kernel/clock.ts';
import type { DeadLetters } from '../shared/kernel/dead-letters.ts';
import type { Random } from '../shared/kernel/ids.ts';
import type { Log } from '../shared/kernel/log.ts';
import type { Secrets } from '../shared/kernel/secrets.ts';
import type { Sleep } from '../shared/kernel/sleep.ts';
import type { Telemetry } from '../shared/kernel/telemetry.ts';
import type { Mailer } from '../shared/notifications/mailer.ts';
import type { Directory } from '../shared/sources/directory.ts';
import { readEntraId } from '../shared/sources/read-entra-id.ts';
import type { SourceReaders } from '../shared/sources/source-readers.ts';
import type { UserSignIn } from '../shared/sources/user-sign-in.ts';
import type { AppStores } from '../shared/store-purchases/stores.ts';
import type { Organisations } from '../shared/tenants/organisation.ts';
import type { Services } from './services.ts';

/** What the use cases need of the world beside what is kept: all of it can be simulated. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly mailer: Mailer;
  readonly directory: Directory;
  /** A kind of source without one is not offered. */
  readonly readers: SourceReaders;
  readonly userSignIn: UserSignIn;
  readonly organisations: Organisations;
  readonly mailboxes: Mailboxes;
  readonly owners: MailboxOwners;
  readonly deadLetters: DeadLetters;
  /** [L5] Absent: no store is offered. */
  readonly appStores?: AppStores;
  readonly telemetry?: Telemetry;
}

export type PortServices = Pick<
  Services,
  | 'clock'
  | 'random'
  | 'sleep'
  | 'log'
  | 'secrets'
  | 'mailer'
  | 'reader'
  | 'graph'
  | 'deadLetters'
  | 'userSignIn'
> & { readonly tokens: AppTokens } & Partial<
    Pick<Services, 'activeDirectory' | 'telemetry' | 'dynamics' | 'personalContacts' | 'appStores'>
  >;

/** The ports over the real services. */
export const makePorts = (services: PortServices): Ports => {
  const {
    clock,
    random,
    sleep,
    log,
    secrets,
    mailer,
    reader,
    tokens,
    graph,
    activeDirectory,
    dynamics,
    deadLetters,
    userSignIn,
    personalContacts,
    appStores,
    telemetry,
  } = services;
  const directory = makeDirectory(reader);
  return {
    deadLetters,
    ...(telemetry === undefined ? {} : { telemetry }),
    ...(appStores === undefined ? {} : { appStores }),
    clock,
    random,
    sleep,
    log,
    secrets,
    mailer,
    directory,
    readers: {
      'entra-id': readEntraId(directory),
      'exchange-online': makeCompanyContacts(reader),
      'shared-mailbox': makeSharedMailbox(reader),
      ...(activeDirectory && { 'active-directory': activeDirectory }),
      ...(personalContacts && { 'office-365': personalContacts }),
      ...(dynamics && { 'dynamics-365': makeDynamicsReader({ client: dynamics, sleep, clock }) }),
    },
    userSignIn,
    organisations: makeOrganisations({ reader, tokens }),
    mailboxes: makeMailboxes({ graph, clock }),
    owners: makeMailboxOwners(reader),
  };
};
