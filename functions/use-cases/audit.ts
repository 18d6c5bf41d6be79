import { makeListActs } from '../../shared/audit/list-acts.ts';
import { makeListCustomerActs } from '../../shared/audit/list-customer-acts.ts';
import type { Stores } from '../stores.ts';

/** [T7] Reading the trail; it is written by the stores themselves. */
export const makeAuditWork = (stores: Stores) => {
  const { commit, tenants } = stores;
  const listActs = makeListActs({ acts: stores.acts });
  const { recordAct } = stores;
  return { listActs, listCustomerActs: makeListCustomerActs({ tenants, listActs, recordAct, commit }) };
};
