import { sourceAudit } from '../../shared/audit/audited-kinds.ts';
import {
  makeCreateEntry,
  makeDeleteEntry,
  makeReplaceEntry,
} from '../../shared/company-lists/change-entry.ts';
import { makeEditList } from '../../shared/company-lists/edit-list.ts';
import { makeLoadList } from '../../shared/company-lists/load-list.ts';
import { makeExportList, makeListEntries, makeReadEntry } from '../../shared/company-lists/read-list.ts';
import { makeRecordEdit } from '../../shared/company-lists/record-edit.ts';
import { canonicalJson } from '../../shared/contacts/canonical-json.ts';
import type { Contact } from '../../shared/contacts/contact.ts';
import { type ContactDetails, contactDetailsSchema } from '../../shared/contacts/contact-details.ts';
import { asId } from '../../shared/kernel/ids.ts';
import { marksOf } from '../../shared/people/person-marks.ts';
import { recogniseMarks } from '../../shared/people/recognise.ts';
import { type Source, type SourceContacts, sourceSchema } from '../../shared/sources/source.ts';
import { makeMemorySourceContacts } from './memory-source-contacts.ts';
import { sourceId, sourceOf } from './source-fixtures.ts';
import { makeTenantBench } from './tenant-fixtures.ts';

export const listId = asId<Source['id']>('5f0c0000-0000-4000-8000-00000000000a');

export const details = (fields: Partial<ContactDetails>): ContactDetails =>
  contactDetailsSchema.parse(fields);
export const reception = details({
  displayName: 'Empfang',
  companyName: 'Müller AG',
  phones: [{ kind: 'business', number: '089 99998-0' }],
});

/** A tenant with a company list, beside a source of another kind. */
export const makeListBench = (
  options: {
    readonly contacts?: SourceContacts;
    readonly wrap?: <Port extends object>(port: Port) => Port;
  } = {},
) => {
  const { wrap = (port) => port } = options;
  const bench = makeTenantBench();
  const sources = bench.audited(sourceAudit, { kind: 'source', schema: sourceSchema, idOf: ({ id }) => id });
  const contacts = options.contacts ?? makeMemorySourceContacts();
  const { tenants, clock, random, recordAct, ctx } = bench;
  const marks = new Set<string>();
  const deps = {
    readErased: async () => recogniseMarks(marks),
    sources: wrap(sources),
    tenants,
    contacts: wrap(contacts),
    commit: wrap(bench.commit),
    clock,
    random,
    recordAct,
  };
  const editList = makeEditList(deps);
  return {
    ...bench,
    sources,
    contacts,
    listEntries: makeListEntries(deps),
    readEntry: makeReadEntry(deps),
    createEntry: makeCreateEntry({ editList, random }),
    replaceEntry: makeReplaceEntry({ editList }),
    deleteEntry: makeDeleteEntry({ editList }),
    loadList: makeLoadList({ editList }),
    exportList: makeExportList(deps),
    recordEdit: makeRecordEdit(deps),
    haveList: async () => {
      await bench.have();
      const { includePhotos: _photos, ...fields } = sourceOf({ state: 'ready' });
      const list: Source = { ...fields, includePhotos: false, kind: 'company-list', id: listId };
      await bench.commit(ctx, [sources.inserted(ctx, list), sources.inserted(ctx, sourceOf())]);
    },
    /** Of whom some source told once, under `key`. */
    erase: (key: string, contact: Omit<Contact, 'key'>) => {
      const found = [{ sourceId: 'elsewhere', contact: { ...contact, key } }];
      for (const mark of marksOf(found, [])) marks.add(mark);
    },
    /** The erasure is lifted. */
    lift: () => marks.clear(),
    otherKind: sourceId,
    list: async () => (await sources.get(ctx, listId))?.value,
    entries: async () => {
      const all: Contact[] = [];
      for await (const page of contacts.all(ctx, listId)) all.push(...page);
      return all.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    /** What the trail tells of edits, in the order of what it says: acts of one millisecond have none. */
    told: async () => {
      const told: unknown[] = [];
      for await (const { value } of bench.acts.all(ctx)) {
        told.push(...value.changes.filter(({ effect }) => effect === 'done').map(({ after }) => after));
      }
      return told.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
    },
  };
};
