import { type Clock, toIso } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { endpointOf } from '../../sources/active-directory.ts';
import type { ReaderFailure, SourceReader } from '../../sources/source-reader.ts';
import { LdapFault } from './fault.ts';
import { everybody } from './filters.ts';
import { continues, type Link, linkAt, parseLink } from './link.ts';
import { peoplePages } from './people.ts';
import { photosOf } from './photos.ts';
import { refusalOf } from './refusal.ts';
import { systemLookup } from './resolve-server.ts';
import { openSession, type ReadSettings, type Session, type SessionDeps } from './session.ts';

export type ActiveDirectoryDeps = Pick<SessionDeps, 'allowedNetworks' | 'allowPlain'> &
  Partial<SessionDeps> & { readonly clock: Clock };

/** [S2] Reads an Active Directory over LDAP; a connection for each read, closed at its end however it ends. */
export const makeActiveDirectory = (given: ActiveDirectoryDeps): Required<SourceReader<ReadSettings>> => {
  const deps = { lookup: systemLookup, connectMs: 10_000, operationMs: 60_000, ...given };

  const during = async <T>(
    settings: ReadSettings,
    work: (session: Session) => Promise<T>,
  ): Promise<Result<T, ReaderFailure>> => {
    let session: Session | undefined;
    try {
      session = await openSession(deps, settings);
      return ok(await work(session));
    } catch (error) {
      return err(refusal(error));
    } finally {
      session?.connection.close();
    }
  };

  return {
    async *readPeople(_ctx, settings, text) {
      const link = text === undefined ? undefined : parseLink(text, deps.clock.now());
      if (text !== undefined && link === undefined) return yield err({ type: 'link-expired' });
      let session: Session | undefined;
      try {
        // Before the query, so that nothing is missed that changes while it runs.
        const fullReadAt = link?.fullReadAt ?? toIso(deps.clock.now());
        session = link === undefined ? await openSession(deps, settings) : await pinned(settings, link);
        if (session === undefined) return yield err({ type: 'link-expired' });
        const after = link === undefined ? undefined : BigInt(link.usn);
        for await (const page of peoplePages(session, after, linkAt(session, fullReadAt))) yield ok(page);
      } catch (error) {
        yield err(refusal(error));
      } finally {
        session?.connection.close();
      }
    },

    photosOf: (_ctx, settings, keys) => during(settings, (session) => photosOf(session, keys)),

    probe: (_ctx, settings) =>
      during(settings, async ({ connection, base }) => {
        const attributes = ['objectGUID'];
        const one = await connection.search({
          base,
          scope: 'sub',
          filter: everybody,
          attributes,
          sizeLimit: 1,
        });
        if (one.entries.length === 0)
          throw new LdapFault({ on: 'us', reason: 'no-right-to-read', code: 'nobody' });
      }),
  };

  /** At the link's controller: the server's name may stand for several, and lead to another one today. */
  async function pinned(settings: ReadSettings, link: Link): Promise<Session | undefined> {
    const session = await openSession(deps, settings);
    if (continues(link, session)) return session;
    session.connection.close();
    const { host } = endpointOf(settings);
    const isOther = session.controller.dnsHostName !== link.controller;
    if (!isOther || settings.controller !== undefined || host === link.controller) return undefined;
    try {
      const own = await openSession(deps, settings, link.controller);
      if (continues(link, own)) return own;
      own.connection.close();
    } catch (error) {
      refusal(error);
    }
    return undefined;
  }
};

/** Anything but a fault of the way or the directory is a bug, or a wish for redelivery. */
const refusal = (error: unknown): ReaderFailure => {
  if (error instanceof LdapFault) return refusalOf(error);
  throw error;
};
