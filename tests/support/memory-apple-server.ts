import { APIException, Status } from '@apple/app-store-server-library';
import type { AppleSubscription } from '../../local/emulators/app-stores/apple-routes.ts';
import type { AppleServer } from '../../shared/adapters/apple/server-api.ts';

/** Apple's server API for production, by the rules of `apple-server-contract.ts`; `find` is what Apple keeps by reference. */
export const makeMemoryAppleServer = (
  find: (reference: string) => AppleSubscription | undefined,
  sign: (payload: object) => string,
  now: () => number,
): AppleServer => ({
  statuses: async ({ reference, isTest }) => {
    if (!/^\d+$/.test(reference)) throw new APIException(400, 4_000_006);
    const found = isTest ? undefined : find(reference);
    if (found === undefined) throw new APIException(404, 4_040_010);
    const signedDate = now();
    const { transaction, renewal } = found;
    const stamped = { environment: 'Production', signedDate };
    const item = {
      originalTransactionId: reference,
      status: statusOf(transaction, signedDate),
      signedTransactionInfo: sign({ ...transaction, ...stamped }),
      ...(renewal && { signedRenewalInfo: sign({ ...renewal, ...stamped }) }),
    };
    return { environment: 'Production', data: [{ lastTransactions: [item] }] };
  },
});

/** Not signed, so nothing here believes it: only what the contract asks for. */
const statusOf = (transaction: AppleSubscription['transaction'], now: number): Status => {
  if (transaction['revocationDate'] !== undefined) return Status.REVOKED;
  return Number(transaction['expiresDate']) > now ? Status.ACTIVE : Status.EXPIRED;
};
