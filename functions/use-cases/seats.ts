import type { Config } from '../../shared/config/config.ts';
import { makeChangeSeats } from '../../shared/seats/change-seats.ts';
import { makeEnrolDevice } from '../../shared/seats/enrol-device.ts';
import { makeCreateToken, makeOpenToken, makeRevokeToken } from '../../shared/seats/manage-tokens.ts';
import { makeNoteSeatShortage } from '../../shared/seats/note-seat-shortage.ts';
import { makeListSeats, makeReadOwnSeat, makeReadSeatFigures } from '../../shared/seats/read-seats.ts';
import { makeReassignSeat, makeReleaseDevice, makeReleaseSeat } from '../../shared/seats/release-seat.ts';
import { makeSeatEntitlement } from '../../shared/seats/seat-entitlement.ts';
import { makeSeatsHeld } from '../../shared/seats/seats-held.ts';
import { makeWriteConfiguration } from '../../shared/seats/write-configuration.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [L4][L6] Seats of the app that a company has bought, and who has one. */
export const makeSeatWork = (config: Config, ports: Ports, stores: Stores) => {
  const deps = { ...ports, ...stores };
  const seatsHeld = makeSeatsHeld(deps);
  const openToken = makeOpenToken(deps);
  const noteSeatShortage = makeNoteSeatShortage({ ...deps, seatsHeld });
  const all = { ...deps, seatsHeld, openToken, noteSeatShortage, changeSeats: makeChangeSeats(deps) };
  return {
    createEnrolmentToken: makeCreateToken(all),
    revokeEnrolmentToken: makeRevokeToken(all),
    enrolDevice: makeEnrolDevice(all),
    releaseDevice: makeReleaseDevice(all),
    releaseSeat: makeReleaseSeat(all),
    reassignSeat: makeReassignSeat(all),
    listSeats: makeListSeats(all),
    readSeatFigures: makeReadSeatFigures(all),
    readOwnSeat: makeReadOwnSeat(all),
    noteSeatShortage,
    writeConfiguration: makeWriteConfiguration({
      openToken,
      apiAddress: config.publicUrl,
      packageId: config.stores.google?.packageName,
    }),
    bySeat: makeSeatEntitlement(all),
  };
};
