import type { Endpoints } from './api.ts';

/** A contact as the emulated mailbox keeps it. */
export interface RawContact {
  readonly id: string;
  readonly displayName?: string;
  readonly categories?: readonly string[];
  readonly companyName?: string | null;
  readonly jobTitle?: string | null;
  readonly emailAddresses?: readonly { readonly address: string }[];
  readonly businessPhones?: readonly string[];
  readonly homePhones?: readonly string[];
  readonly mobilePhone?: string | null;
  readonly personalNotes?: string | null;
  readonly singleValueExtendedProperties?: readonly { readonly id: string; readonly value: string }[];
}

export interface RawFolder {
  readonly id: string;
  readonly displayName: string;
  readonly contacts: readonly RawContact[];
}

/** Looks into a mailbox past all APIs, as its owner would with Outlook; undefined where there is none. */
export const openMailbox = async (
  endpoints: Endpoints,
  tenantId: string,
  userId: string,
): Promise<readonly RawFolder[] | undefined> => {
  const answer = await fetch(`${endpoints['graph']}/_emulator/tenants/${tenantId}/mailboxes/${userId}`);
  if (answer.status === 404) return undefined;
  const body = (await answer.json()) as { readonly folders: readonly RawFolder[] };
  return body.folders;
};

export const tagsOf = (contact: RawContact): readonly string[] =>
  (contact.singleValueExtendedProperties ?? []).map(({ value }) => value);

/** What the owner keeps himself: everything without a mark of ours. */
export const ownContacts = (folders: readonly RawFolder[]): string =>
  JSON.stringify(
    folders
      .flatMap((folder) => folder.contacts)
      .filter((contact) => tagsOf(contact).length === 0)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );

/** Contacts that bear a mark which another contact of the same mailbox bears, too. */
export const duplicatesIn = (folders: readonly RawFolder[]): number => {
  const tags = folders.flatMap((folder) => folder.contacts).flatMap(tagsOf);
  return tags.length - new Set(tags).size;
};

/** Acts in the directory or a mailbox behind the product's back. */
export const act = async (
  endpoints: Endpoints,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> => {
  const answer = await fetch(`${endpoints['graph']}/_emulator${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
};
