import type { Folder, MailboxOperation } from '../../imports/mailboxes.ts';
import type { SubRequest } from './batch.ts';
import { contactBody, contactFields } from './contact-json.ts';
import { linkPath } from './link.ts';
import { expandTag, tagFilter, tagProperties } from './tag-property.ts';

const listPageSize = 500;
/** The most that contacts/delta gives. */
const deltaPageSize = 200;

const json = { 'Content-Type': 'application/json' };

const user = ({ mailbox }: MailboxOperation): string => `/users/${encodeURIComponent(mailbox)}`;

const contacts = (operation: MailboxOperation, folder: Folder): string =>
  folder === 'default'
    ? `${user(operation)}/contacts`
    : `${user(operation)}/contactFolders/${encodeURIComponent(folder.id)}/contacts`;

/** A contact is found by its id in whichever folder it lies. */
const contact = (operation: MailboxOperation & { readonly contactId: string }): string =>
  `${user(operation)}/contacts/${encodeURIComponent(operation.contactId)}`;

/** [H5] */
const masterCategories = (operation: MailboxOperation): string =>
  `${user(operation)}/outlook/masterCategories`;

const query = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

const withTag = query({ $select: contactFields, $expand: expandTag });

const isPng = (photo: Uint8Array): boolean => photo[0] === 0x89 && photo[1] === 0x50;

/**
 * The sub-request for an operation. Undefined where a link of the caller's does not lead to Graph: such a link is as good
 * as an expired one.
 */
export function requestOf(operation: MailboxOperation, origin: string): SubRequest | undefined {
  switch (operation.kind) {
    case 'create-folder':
      return {
        method: 'POST',
        url: `${user(operation)}/contactFolders`,
        headers: json,
        body: { displayName: operation.displayName },
      };
    case 'find-folder': {
      const name = operation.displayName.replaceAll("'", "''");
      const options = query({ $filter: `displayName eq '${name}'`, $select: 'id,displayName', $top: '10' });
      return { method: 'GET', url: `${user(operation)}/contactFolders?${options}` };
    }
    case 'delete-folder':
      return {
        method: 'DELETE',
        url: `${user(operation)}/contactFolders/${encodeURIComponent(operation.folderId)}`,
      };
    case 'list':
      return operation.page === undefined
        ? { method: 'GET', url: `${contacts(operation, operation.folder)}?${withTag}&$top=${listPageSize}` }
        : followed(operation.page, origin, {});
    case 'changes': {
      const headers = { Prefer: `odata.maxpagesize=${deltaPageSize}` };
      return operation.link === undefined
        ? {
            method: 'GET',
            url: `${contacts(operation, operation.folder)}/delta?${query({ $select: contactFields })}`,
            headers,
          }
        : followed(operation.link, origin, headers);
    }
    case 'find-tag': {
      const filter = query({ $filter: tagFilter(operation.tag) });
      return { method: 'GET', url: `${contacts(operation, operation.folder)}?${filter}&${withTag}&$top=10` };
    }
    case 'create':
      return {
        method: 'POST',
        url: contacts(operation, operation.folder),
        headers: json,
        body: {
          ...contactBody(operation),
          ...tagProperties(operation.tag, 'created'),
        },
      };
    case 'update': {
      const condition = operation.since === undefined ? {} : { 'If-Match': `W/"${operation.since}"` };
      return {
        method: 'PATCH',
        url: contact(operation),
        headers: { ...json, ...condition },
        body: {
          ...contactBody(operation),
          ...(operation.tag === undefined ? {} : tagProperties(operation.tag, 'adopted')),
        },
      };
    }
    case 'delete':
      return { method: 'DELETE', url: contact(operation) };
    case 'read':
      return { method: 'GET', url: `${contact(operation)}?${withTag}` };
    case 'put-photo':
      return {
        method: 'PUT',
        url: `${contact(operation)}/photo/$value`,
        headers: { 'Content-Type': isPng(operation.photo) ? 'image/png' : 'image/jpeg' },
        body: Buffer.from(operation.photo).toString('base64'),
      };
    case 'delete-photo':
      return { method: 'DELETE', url: `${contact(operation)}/photo/$value` };
    case 'list-categories':
      return operation.page === undefined
        ? { method: 'GET', url: masterCategories(operation) }
        : followed(operation.page, origin, {});
    case 'create-category':
      return {
        method: 'POST',
        url: masterCategories(operation),
        headers: json,
        body: { displayName: operation.displayName, color: operation.colour },
      };
    case 'colour-category':
      return {
        method: 'PATCH',
        url: `${masterCategories(operation)}/${encodeURIComponent(operation.categoryId)}`,
        headers: json,
        body: { color: operation.colour },
      };
  }
}

function followed(
  link: string,
  origin: string,
  headers: Readonly<Record<string, string>>,
): SubRequest | undefined {
  const url = linkPath(link, origin);
  return url === undefined ? undefined : { method: 'GET', url, headers };
}
