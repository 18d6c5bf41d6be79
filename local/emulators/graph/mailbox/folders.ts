import { badRequest, GraphError } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { fulfils } from '../odata/evaluate.ts';
import { linkWith } from '../odata/links.ts';
import { queryOptions } from '../odata/query-options.ts';
import type { Counting } from '../traffic/counters.ts';
import type { Folder, MailboxStore } from './mailbox-store.ts';
import type { OpenMailbox } from './open-mailbox.ts';
import { bodyError, jsonBody } from './request-body.ts';

/** The properties of `contactFolder` that the emulator answers, with their EDM types. */
export const folderProperties = {
  id: 'Edm.String',
  displayName: 'Edm.String',
  parentFolderId: 'Edm.String',
} as const;

const longestName = 255;

/**
 * GET and POST /contactFolders and …/{id}/childFolders; GET, PATCH and DELETE of one. The first lists what lies directly below
 * the default folder, which is not listed itself; what lies in those is listed as theirs alone.
 */
export function makeFolderRoutes(store: MailboxStore, counting: Counting) {
  function view(mailbox: OpenMailbox, folder: Folder): Readonly<Record<string, unknown>> {
    // The default folder's own parent is the mailbox's root, which is no contact folder.
    const parent = folder.isDefault ? 0 : (folder.parent ?? mailbox.defaultFolder().num);
    return {
      id: mailbox.ids.encode({ kind: 'folder', num: folder.num }),
      parentFolderId: mailbox.ids.encode({ kind: 'folder', num: parent }),
      displayName: folder.name,
    };
  }
  const context = (mailbox: OpenMailbox): string =>
    `${graphRoot}/$metadata#users('${mailbox.userId}')/contactFolders`;

  /** Of the folder, or of none for what lies below the default one. */
  const parentOf = (mailbox: OpenMailbox, id: string | null): number | null => {
    const folder = id === null ? null : mailbox.folder(id);
    return folder === null || folder.isDefault ? null : folder.num;
  };

  function nameFrom(
    request: GraphRequest,
    mailbox: OpenMailbox,
    own: Folder | null,
    parent: number | null,
  ): string {
    const body = jsonBody(request.body, request.headers.get('content-type'));
    for (const name of Object.keys(body)) {
      if (!(name in folderProperties) && !name.includes('@odata.')) {
        throw bodyError(`The property '${name}' does not exist on type 'microsoft.graph.contactFolder'.`);
      }
    }
    const { displayName } = body;
    if (typeof displayName !== 'string' || displayName.trim() === '')
      throw bodyError("The property 'displayName' is required as a text.");
    if (displayName.length > longestName)
      throw new GraphError(400, 'ErrorInvalidArgument', 'A folder name has at most 255 characters.');
    const isTaken = store
      .folders(mailbox.num)
      .some(
        (other) =>
          !other.isDefault &&
          other.parent === parent &&
          other.num !== own?.num &&
          other.name.toLowerCase() === displayName.toLowerCase(),
      );
    if (isTaken)
      throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
    return displayName;
  }

  return {
    list(request: GraphRequest, mailbox: OpenMailbox, parentId: string | null): GraphResponse {
      const parent = parentOf(mailbox, parentId);
      const options = queryOptions(request, ['$select', '$top', '$skip', '$filter', '$count'], 1000);
      const { filter, skip, top } = options;
      const matching = store
        .folders(mailbox.num)
        .filter((folder) => !folder.isDefault && folder.parent === parent)
        .map((folder) => view(mailbox, folder))
        .filter((folder) => !filter || fulfils(filter, folder));
      const size = top ?? 10;
      const isMore = matching.length > skip + size;
      return {
        status: 200,
        json: {
          '@odata.context': context(mailbox),
          ...(options.count ? { '@odata.count': matching.length } : {}),
          ...(isMore ? { '@odata.nextLink': linkWith(request, { $skip: String(skip + size) }) } : {}),
          value: matching.slice(skip, skip + size).map((folder) => selected(folder, options.select)),
        },
      };
    },

    create(request: GraphRequest, mailbox: OpenMailbox, parentId: string | null): GraphResponse {
      const parent = parentOf(mailbox, parentId);
      const name = nameFrom(request, mailbox, null, parent);
      const folder =
        parent === null
          ? store.addFolder(mailbox.num, name)
          : store.addChildFolder(mailbox.num, name, parent);
      counting.add('folderCreates');
      return {
        status: 201,
        json: { '@odata.context': `${context(mailbox)}/$entity`, ...view(mailbox, folder) },
      };
    },

    get(request: GraphRequest, mailbox: OpenMailbox, id: string): GraphResponse {
      const { select } = queryOptions(request, ['$select'], 1);
      const folder = selected(view(mailbox, mailbox.folder(id)), select);
      return { status: 200, json: { '@odata.context': `${context(mailbox)}/$entity`, ...folder } };
    },

    rename(request: GraphRequest, mailbox: OpenMailbox, id: string): GraphResponse {
      const folder = mailbox.folder(id);
      const name = nameFrom(request, mailbox, folder, folder.parent);
      store.renameFolder(folder.num, name);
      const after = view(mailbox, { ...folder, name });
      return { status: 200, json: { '@odata.context': `${context(mailbox)}/$entity`, ...after } };
    },

    remove(mailbox: OpenMailbox, id: string): GraphResponse {
      const folder = mailbox.folder(id);
      if (folder.isDefault) {
        throw new GraphError(
          400,
          'ErrorDeleteDistinguishedFolder',
          'Distinguished folders cannot be deleted.',
        );
      }
      store.deleteFolder(folder.num);
      return { status: 204 };
    },
  };
}

function selected(
  folder: Readonly<Record<string, unknown>>,
  select: readonly string[] | null,
): Readonly<Record<string, unknown>> {
  if (select === null) return folder;
  const unknown = select.find((name) => !(name in folderProperties));
  if (unknown !== undefined) {
    throw badRequest(
      `Could not find a property named '${unknown}' on type 'microsoft.graph.contactFolder'.`,
      'RequestBroker--ParseUri',
    );
  }
  return Object.fromEntries(['id', ...select].map((name) => [name, folder[name]]));
}
