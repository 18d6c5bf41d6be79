import { canaryOf, mobileOf } from './companies.ts';
import { type Desk, textOf } from './desk.ts';

/** What an administrator does with the company's own list; entries by number. */
export type ListAct =
  | {
      /** Typed in, or said anew where it is there. */
      readonly kind: 'put-entry';
      readonly company: number;
      readonly entry: number;
      readonly variant: number;
    }
  | { readonly kind: 'remove-entry'; readonly company: number; readonly entry: number }
  | {
      /** A file of these entries; `replace` takes away what it does not have. */
      readonly kind: 'load-list';
      readonly company: number;
      readonly entries: readonly number[];
      readonly variant: number;
      readonly mode: 'merge' | 'replace';
      readonly as: 'csv' | 'vcard';
    };
type ListActOf<Kind extends ListAct['kind']> = Extract<ListAct, { kind: Kind }>;

/** How it looks as long as nobody says it anew. */
export interface TrueEntry {
  /** In the list. */
  readonly id: string;
  readonly displayName: string;
  readonly mobile: string;
  readonly department: string | null;
}

export interface TrueList {
  readonly sourceId: string;
  readonly entries: Map<number, TrueEntry>;
}

const entryOf = (company: number, entry: number, variant: number): Omit<TrueEntry, 'id'> => ({
  displayName: `Eintrag${entry} ${canaryOf(company)}`,
  mobile: mobileOf(company, 50 + entry, variant),
  department: variant % 3 === 0 ? null : `Stelle ${variant}`,
});

const bodyOf = ({ displayName, mobile, department }: Omit<TrueEntry, 'id'>) => ({
  displayName,
  phones: [{ kind: 'mobile', number: mobile }],
  ...(department === null ? {} : { department }),
});

const csvOf = (entries: readonly TrueEntry[]): string =>
  [
    'id;Anzeigename;Mobil;Abteilung',
    ...entries.map(({ id, displayName, mobile, department }) =>
      [id, displayName, mobile, department ?? ''].join(';'),
    ),
  ].join('\n');

const vcardsOf = (entries: readonly TrueEntry[]): string =>
  entries
    .map(({ id, displayName, mobile, department }) =>
      [
        'BEGIN:VCARD',
        'VERSION:4.0',
        `UID:${id}`,
        `FN:${displayName}`,
        `TEL;TYPE=cell:${mobile}`,
        ...(department === null ? [] : [`ORG:;${department}`]),
        'END:VCARD\n',
      ].join('\n'),
    )
    .join('');

/** `listOf`: id of the company's list, made when it is first needed; undefined of one that is gone. */
export const makeLists = (
  { truth, clientOf, newKey }: Desk,
  listOf: (company: number) => Promise<string | undefined>,
) => {
  const open = async (company: number) => {
    const sourceId = await listOf(company);
    if (sourceId === undefined) return undefined;
    const list = truth.lists.get(company) ?? { sourceId, entries: new Map<number, TrueEntry>() };
    truth.lists.set(company, list);
    return { entries: list.entries, params: { sourceId }, client: clientOf(company) };
  };
  /** What is not done is a finding, but of a company that leaves. */
  const isDone = (company: number, what: string, status: number, ...done: readonly number[]): boolean => {
    if (done.includes(status)) return true;
    if (truth.left.has(company)) return false;
    throw new Error(`${what} is answered with ${status}`);
  };

  return {
    'put-entry': async ({ company, entry, variant }: ListActOf<'put-entry'>) => {
      const list = await open(company);
      if (list === undefined) return;
      const { entries, params, client } = list;
      const wanted = entryOf(company, entry, variant);
      const body = bodyOf(wanted);
      const known = entries.get(entry);
      if (known === undefined) {
        const made = await client({ operation: 'createContact', params, body, key: newKey() });
        if (isDone(company, 'createContact', made.status, 201))
          entries.set(entry, { ...wanted, id: textOf(made, 'id') });
        return;
      }
      const at = { ...params, contactId: known.id };
      const read = await client({ operation: 'getContact', params: at });
      if (!isDone(company, 'getContact', read.status, 200)) return;
      const { status } = await client({
        operation: 'replaceContact',
        params: at,
        body,
        etag: read.etag ?? '',
      });
      if (isDone(company, 'replaceContact', status, 200)) entries.set(entry, { ...wanted, id: known.id });
    },
    'remove-entry': async ({ company, entry }: ListActOf<'remove-entry'>) => {
      const list = await open(company);
      const known = list?.entries.get(entry);
      if (list === undefined || known === undefined) return;
      const params = { ...list.params, contactId: known.id };
      const { status } = await list.client({ operation: 'deleteContact', params });
      // Whose answer was lost finds that it has gone.
      if (isDone(company, 'deleteContact', status, 204, 404)) list.entries.delete(entry);
    },
    'load-list': async ({ company, entries: some, variant, mode, as }: ListActOf<'load-list'>) => {
      const list = await open(company);
      if (list === undefined) return;
      const { entries, params, client } = list;
      const given = some.map((entry): readonly [number, TrueEntry] => [
        entry,
        { ...entryOf(company, entry, variant), id: entries.get(entry)?.id ?? `eintrag-${entry}` },
      ]);
      const rows = given.map(([, row]) => row);
      const file =
        as === 'csv' ? { type: 'text/csv', text: csvOf(rows) } : { type: 'text/vcard', text: vcardsOf(rows) };
      const asking = { operation: 'loadContacts', params, query: { mode }, file, key: newKey() };
      const { status } = await client(asking);
      if (!isDone(company, 'loadContacts', status, 200)) return;
      const { body } = await client({ operation: 'listContacts', params });
      const shown = (body['value'] ?? []) as readonly { readonly id: string; readonly displayName: string }[];
      if (mode === 'replace') entries.clear();
      for (const [entry, row] of given) {
        const id = shown.find(({ displayName }) => displayName === row.displayName)?.id;
        entries.set(entry, { ...row, id: id ?? row.id });
      }
    },
  };
};
