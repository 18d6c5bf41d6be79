import { makeChangeSeating } from '../../shared/licences/change-seating.ts';
import { makeClaimForRun } from '../../shared/licences/claim-for-run.ts';
import { makeClaimForChange, makeClaimForNewImport } from '../../shared/licences/claim-seats.ts';
import { makeLicenceHold, makeRunsPerDay } from '../../shared/licences/licence-hold.ts';
import { makeReadLicences } from '../../shared/licences/licence-overview.ts';
import { makeNoteShortage } from '../../shared/licences/note-shortage.ts';
import { makeReleaseSeats } from '../../shared/licences/release-seats.ts';
import { makeSetLicences } from '../../shared/licences/set-licences.ts';
import { makeTellOfShortage } from '../../shared/licences/tell-of-shortage.ts';
import { makeAsCustomer } from '../../shared/tenants/as-customer.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [L8]–[L11] Who has a licence, and who decides on how many. */
export const makeLicenceWork = (ports: Ports, stores: Stores) => {
  const { clock, random, sleep } = ports;
  const { commit, tenants, notifications } = stores;
  const { licenceAccounts: accounts, seatLists } = stores;
  const changeSeating = makeChangeSeating({ accounts, seatLists, clock, sleep, random });
  const tellOfShortage = makeTellOfShortage({ tenants, notifications, clock, random });
  const { dueBilling } = stores;
  const deps = { accounts, tenants, dueBilling, changeSeating, tellOfShortage, commit, clock, random };
  return {
    readLicences: makeReadLicences({ ...deps, billingAccounts: stores.billingAccounts }),
    setLicences: makeSetLicences({ ...deps, billing: { ...ports, ...stores } }),
    claimForNewImport: makeClaimForNewImport(deps),
    claimForChange: makeClaimForChange(deps),
    claimForRun: makeClaimForRun(deps),
    releaseSeats: makeReleaseSeats(deps),
    licenceHold: makeLicenceHold(deps),
    runsPerDay: makeRunsPerDay(deps),
    noteShortage: makeNoteShortage(deps),
    asCustomer: makeAsCustomer({ tenants }),
  };
};

export type LicenceWork = ReturnType<typeof makeLicenceWork>;
