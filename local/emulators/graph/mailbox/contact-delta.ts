import type { Clock } from '../../../../shared/kernel/clock.ts';
import { badRequest, GraphError } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { linkWith, openToken, sealToken } from '../odata/links.ts';
import { queryOptions } from '../odata/query-options.ts';
import { contactIdOf, contactShaper, wantsImmutableIds, wholeContact } from './contact-view.ts';
import type { Folder, MailboxStore } from './mailbox-store.ts';
import type { OpenMailbox } from './open-mailbox.ts';

const largestPage = 200;

interface DeltaToken {
  readonly folder: number;
  /** Changes up to this version are known to the client. */
  readonly after: number;
  /** Removals up to this version happened before the client's first page: it never saw those contacts. */
  readonly begun: number;
  readonly select: string | null;
  readonly epoch: number;
  readonly issued: number;
}

/**
 * GET …/contacts/delta of one folder. Contacts come in the order of their last change, so one that changes while a
 * client pages appears once more. Bad tokens 400, old ones 410, both with code syncStateNotFound.
 */
export function makeContactDelta(store: MailboxStore, clock: Clock, lifetimeMs: number) {
  const lost = (status: number): GraphError =>
    new GraphError(
      status,
      'syncStateNotFound',
      'The sync state generation is not found; continuing with full sync.',
    );

  function resume(text: string, mailbox: OpenMailbox, folder: Folder): DeltaToken {
    const token = openToken(text) as DeltaToken | null;
    if (!token || token.folder !== folder.num || typeof token.after !== 'number') throw lost(400);
    if (token.epoch !== mailbox.deltaEpoch || clock.now() - token.issued >= lifetimeMs) throw lost(410);
    return token;
  }

  return (request: GraphRequest, mailbox: OpenMailbox, folder: Folder): GraphResponse => {
    for (const name of ['$expand', '$filter', '$orderby', '$search']) {
      if (request.query.has(name))
        throw badRequest(`The query option '${name}' is not supported on delta.`, 'ErrorInvalidUrlQuery');
    }
    const options = queryOptions(request, ['$select', '$top', '$skiptoken', '$deltatoken'], 1000);
    const text = request.query.get('$skiptoken') ?? request.query.get('$deltatoken');
    const token = text
      ? resume(text, mailbox, folder)
      : {
          folder: folder.num,
          after: 0,
          begun: store.latestVersion(),
          select: request.query.get('$select'),
          epoch: mailbox.deltaEpoch,
          issued: 0,
        };
    const size = pageSize(request, options.top);
    const shape = contactShaper(
      token.select
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean) ?? null,
      null,
    );
    const isImmutable = wantsImmutableIds(request);

    const changes = store.changedAfter(folder.num, token.after, size + 1).map((contact) => ({
      version: contact.version,
      entry: shape(wholeContact(mailbox, contact, isImmutable)),
    }));
    const removals = store
      .removedAfter(folder.num, Math.max(token.after, token.begun), size + 1)
      .map(({ version, num, moves }) => ({
        version,
        entry: { id: contactIdOf(mailbox, num, moves, isImmutable), '@removed': { reason: 'deleted' } },
      }));
    const pending = [...changes, ...removals].sort((a, b) => a.version - b.version);
    const page = pending.slice(0, size);
    const isMore = pending.length > size;
    const after = isMore
      ? (page.at(-1)?.version ?? token.after)
      : Math.max(token.after, page.at(-1)?.version ?? 0, token.begun);
    const sealed = sealToken({ ...token, after, issued: clock.now() });
    const cleared = { $select: null, $top: null, $skiptoken: null, $deltatoken: null };
    const link = isMore
      ? { '@odata.nextLink': linkWith(request, { ...cleared, $skiptoken: sealed }) }
      : { '@odata.deltaLink': linkWith(request, { ...cleared, $deltatoken: sealed }) };
    const context = `${graphRoot}/$metadata#Collection(microsoft.graph.contact)`;
    return {
      status: 200,
      json: { '@odata.context': context, ...link, value: page.map(({ entry }) => entry) },
    };
  };
}

/** Outlook decides the size: what a client prefers counts only below 200. */
function pageSize(request: GraphRequest, top: number | null): number {
  const preferred = /odata\.maxpagesize=(\d+)/i.exec(request.headers.get('prefer') ?? '')?.[1];
  const wanted = preferred === undefined ? top : Number(preferred);
  return wanted === null || wanted < 1 ? largestPage : Math.min(wanted, largestPage);
}
