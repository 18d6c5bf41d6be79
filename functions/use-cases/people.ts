import { directoryMessages } from '../../shared/app-directory/directory-message.ts';
import { keepMs } from '../../shared/http/idempotency.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeErasePerson } from '../../shared/people/erase-person.ts';
import { makeExportPerson } from '../../shared/people/export-person.ts';
import { makeFindPeople } from '../../shared/people/find-people.ts';
import { makeLiftPersonErasure } from '../../shared/people/lift-person-erasure.ts';
import { makeRequestPersonErasure } from '../../shared/people/request-person-erasure.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [T5] What is kept about a person: taken out, erased, kept out. */
export const makePeopleWork = (ports: Ports, stores: Stores) => {
  const contacts = stores.sourceContacts;
  const findPeople = makeFindPeople({ sources: stores.sources, contacts });
  const all = { ...ports, ...stores, contacts, findPeople, hashes: stores.keyedHashes };
  return {
    exportPerson: makeExportPerson(all),
    requestPersonErasure: makeRequestPersonErasure(all),
    liftPersonErasure: makeLiftPersonErasure(all),
    erasePerson: makeErasePerson({
      ...all,
      forgetAnswers: (ctx: TenantContext, until: number) => allAnswers(stores, ctx, until),
      answerMemoryMs: keepMs,
      followers: directoryMessages,
    }),
  };
};

/** A few at a time, until there is none. */
const allAnswers = async ({ forgetAnswers }: Stores, ctx: TenantContext, until: number): Promise<number> => {
  let gone = 0;
  for (let some = await forgetAnswers(ctx, until); some > 0; some = await forgetAnswers(ctx, until))
    gone += some;
  return gone;
};
