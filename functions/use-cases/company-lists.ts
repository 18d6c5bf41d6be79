import {
  makeCreateEntry,
  makeDeleteEntry,
  makeReplaceEntry,
} from '../../shared/company-lists/change-entry.ts';
import { makeEditList } from '../../shared/company-lists/edit-list.ts';
import type { makeLoadList } from '../../shared/company-lists/load-list.ts';
import { makeExportList, makeListEntries, makeReadEntry } from '../../shared/company-lists/read-list.ts';
import { once } from '../on-demand.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [S10] Lists of functional contacts that companies keep by hand. */
export const makeListWork = ({ clock, random }: Pick<Ports, 'clock' | 'random'>, stores: Stores) => {
  const { sources, sourceContacts: contacts, tenants, readErased, recordAct, commit } = stores;
  const deps = { sources, contacts, tenants, readErased, recordAct, commit, clock, random };
  const editList = makeEditList(deps);
  // The libraries of CSV and vCards are loaded with the first file.
  const loadList = once(async () =>
    (await import('../../shared/company-lists/load-list.ts')).makeLoadList({ editList }),
  );
  return {
    listEntries: makeListEntries(deps),
    readEntry: makeReadEntry(deps),
    createEntry: makeCreateEntry({ editList, random }),
    replaceEntry: makeReplaceEntry({ editList }),
    deleteEntry: makeDeleteEntry({ editList }),
    loadList: async (...asked: Parameters<ReturnType<typeof makeLoadList>>) => (await loadList())(...asked),
    exportList: makeExportList(deps),
  };
};
