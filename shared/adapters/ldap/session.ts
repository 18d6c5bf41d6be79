import type { IpNetwork } from '../../kernel/ip-network.ts';
import { type ActiveDirectorySettings, bindNameOf, endpointOf } from '../../sources/active-directory.ts';
import type { WithPassword } from '../../sources/source-readers.ts';
import { type LdapConnection, makeConnection } from './connection.ts';
import { type Controller, isOfOtherDomain, readController } from './controller.ts';
import { LdapFault } from './fault.ts';
import { anything } from './filters.ts';
import { openSocket, secured } from './open-socket.ts';
import { type Lookup, resolveServer } from './resolve-server.ts';

/** The password comes out of the vault. */
export type ReadSettings = ActiveDirectorySettings & WithPassword;

export interface SessionDeps {
  /** What the operator's networks reach beside the open internet. */
  readonly allowedNetworks: readonly IpNetwork[];
  /** Whether passwords and people may travel without TLS. */
  readonly allowPlain: boolean;
  readonly lookup: Lookup;
  /** For the name, for each address, and for the handshake of TLS. */
  readonly connectMs: number;
  readonly operationMs: number;
}

/** A connection that a user has signed in on, to a controller that is known. */
export interface Session {
  readonly connection: LdapConnection;
  readonly controller: Controller;
  /** Below this people are read. */
  readonly base: string;
}

/** 500 entries with everything have some 2 MB, 20 photos less. */
const mostBytes = 32 * 1024 * 1024;

/** Connects, signs in, and finds the domain; throws `LdapFault`, and then leaves nothing open. */
export const openSession = async (
  deps: SessionDeps,
  settings: ReadSettings,
  name = settings.controller ?? endpointOf(settings).host,
): Promise<Session> => {
  // An empty password is no wrong one: the controller takes it for nobody's and lets him in (RFC 4513, 5.1.2).
  if (!settings.password) throw new LdapFault({ on: 'us', reason: 'wrong-credentials', code: 'no-password' });
  const connection = await connected(deps, settings, name);
  try {
    await signIn(connection, settings, settings.password);
    const controller = await readController(connection, settings.domain);
    const base = settings.baseDn ?? controller.domain;
    await checkBase(connection, base, settings.baseDn !== undefined);
    return { connection, controller, base };
  } catch (error) {
    connection.close();
    throw error;
  }
};

const connected = async (
  deps: SessionDeps,
  settings: ActiveDirectorySettings,
  name: string,
): Promise<LdapConnection> => {
  const { port, security } = endpointOf(settings);
  if (security === 'plain' && !deps.allowPlain) {
    throw new LdapFault({ on: 'us', reason: 'address-not-allowed', code: 'plain' });
  }
  const addresses = await resolveServer(name, deps.allowedNetworks, deps.lookup, deps.connectMs);
  const peer = { name, trusted: settings.trustedCertificates };
  const socket = await openSocket(addresses, port, deps.connectMs);
  const limits = { operationMs: deps.operationMs, mostBytes };
  if (security === 'ldaps') return makeConnection(await secured(socket, peer, deps.connectMs), limits);
  const connection = makeConnection(socket, limits);
  if (security === 'starttls') await connection.startTls((plain) => secured(plain, peer, deps.connectMs));
  return connection;
};

const signIn = async (
  connection: LdapConnection,
  settings: ActiveDirectorySettings,
  password: string,
): Promise<void> => {
  try {
    await connection.bind(bindNameOf(settings), password);
  } catch (error) {
    const isRefused = error instanceof LdapFault && error.kind.on === 'bind' && error.kind.result === 49;
    if (isRefused && (await isOfOtherDomain(connection, settings.domain))) {
      throw new LdapFault({ on: 'us', reason: 'unknown-domain' });
    }
    throw error;
  }
};

/** A domain that exists but is not found below its own name is one that this user may not see. */
const checkBase = async (connection: LdapConnection, base: string, isChosen: boolean): Promise<void> => {
  const hidden = new LdapFault({ on: 'us', reason: 'no-right-to-read' });
  try {
    const { entries } = await connection.search({
      base,
      scope: 'base',
      filter: anything,
      attributes: ['1.1'],
    });
    if (entries.length === 0) throw hidden;
  } catch (error) {
    const isUnknown = error instanceof LdapFault && error.kind.on === 'search' && error.kind.result === 32;
    throw isUnknown && !isChosen ? hidden : error;
  }
};
