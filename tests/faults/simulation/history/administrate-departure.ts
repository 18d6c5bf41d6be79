import { domainOf } from './companies.ts';
import { type ActOf, type Desk, textOf } from './desk.ts';

/** Leaving and staying after all. */
export const makeAdministrateDeparture = ({ truth, clientOf, change }: Desk) => {
  /** Who got no answer, or a late one, looks where he stands; of a company that is gone nothing is known. */
  const look = async (company: number): Promise<void> => {
    const answered = await clientOf(company)({ operation: 'getDeparture' });
    if (['staying', 'due'].includes(textOf(answered, 'state'))) truth.left.delete(company);
    else truth.left.add(company);
  };
  return {
    leave: async ({ company }: ActOf<'leave'>) => {
      // From the moment on at which it may have been heard.
      truth.left.add(company);
      await change(company, 'getTenant', 'requestDeparture', {}, { domain: domainOf(company) });
      await look(company);
    },
    stay: async ({ company }: ActOf<'stay'>) => {
      await clientOf(company)({ operation: 'undoDeparture' });
      await look(company);
    },
  };
};
