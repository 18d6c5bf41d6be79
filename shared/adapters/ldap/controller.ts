import { namingContextOf } from '../../sources/active-directory.ts';
import type { LdapConnection } from './connection.ts';
import { plainName } from './distinguished-name.ts';
import { bytesOf, type Entry, textOf } from './entry.ts';
import { LdapFault } from './fault.ts';
import { anything } from './filters.ts';
import { guidText } from './object-guid.ts';

/** The domain controller at the other end, by its rootDSE (MS-ADTS 3.1.1.3.2). */
export interface Controller {
  /** Distinguished name of the domain. */
  readonly domain: string;
  readonly dnsHostName?: string;
  /** Another one after the controller was restored from a backup: its numbers of changes begin anew. */
  readonly invocationId?: string;
  /** Changes up to here are in what is read from now on. */
  readonly highestUsn?: bigint;
}

const isNameOf = (domain: string, context: string): boolean =>
  plainName(context) === plainName(namingContextOf(domain));

const readRoot = async (connection: LdapConnection): Promise<Entry | undefined> => {
  const attributes = ['defaultNamingContext', 'dnsHostName', 'highestCommittedUSN', 'dsServiceName'];
  const { entries } = await connection.search({ base: '', scope: 'base', filter: anything, attributes });
  return entries[0];
};

/** Asked after a refused bind: a user of a domain that is not the controller's looks like a wrong password to it. */
export const isOfOtherDomain = async (connection: LdapConnection, domain: string): Promise<boolean> => {
  // What he may not see before he has signed in says nothing.
  const root = await readRoot(connection).catch(unlessSearched);
  const context = root === undefined ? undefined : textOf(root, 'defaultNamingContext');
  return context !== undefined && !isNameOf(domain, context);
};

const unlessSearched = (error: unknown): undefined => {
  if (error instanceof LdapFault && error.kind.on !== 'us') return undefined;
  throw error;
};

/** Who it is; throws where it tells nothing, or is not of the domain. */
export const readController = async (connection: LdapConnection, domain: string): Promise<Controller> => {
  const root = await readRoot(connection);
  if (root === undefined) throw new LdapFault({ on: 'us', reason: 'no-right-to-read', code: 'root-dse' });
  const context = textOf(root, 'defaultNamingContext');
  if (context === undefined || !isNameOf(domain, context)) {
    throw new LdapFault({ on: 'us', reason: 'unknown-domain' });
  }
  const dnsHostName = textOf(root, 'dnsHostName');
  const usn = textOf(root, 'highestCommittedUSN');
  const invocationId = await invocationIdOf(connection, textOf(root, 'dsServiceName'));
  return {
    domain: context,
    ...(dnsHostName === undefined ? {} : { dnsHostName }),
    ...(invocationId === undefined ? {} : { invocationId }),
    ...(usn === undefined || !/^\d{1,19}$/.test(usn) ? {} : { highestUsn: BigInt(usn) }),
  };
};

/** Without the right to see it there is none, and each read is a full one. */
const invocationIdOf = async (
  connection: LdapConnection,
  service: string | undefined,
): Promise<string | undefined> => {
  if (service === undefined) return undefined;
  const found = await connection
    .search({ base: service, scope: 'base', filter: anything, attributes: ['invocationId'] })
    .catch(unlessSearched);
  const settings = found?.entries[0];
  return settings === undefined ? undefined : guidText(bytesOf(settings, 'invocationId'));
};
