import { APIError, APIException, type LastTransactionsItem } from '@apple/app-store-server-library';
import { err } from '../../kernel/result.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import type { AskApple } from '../../store-purchases/stores.ts';
import type { AppleServer } from './server-api.ts';
import type { AppleSignatures } from './signed-data.ts';

export interface AskAppleDeps {
  readonly server: AppleServer;
  readonly signatures: Pick<AppleSignatures, 'readSubscription'>;
}

/** What Apple says of an id that it will never know; of the app or the key that is said otherwise, and nobody's fault here. */
const unknownCodes: readonly unknown[] = [
  APIError.INVALID_TRANSACTION_ID,
  APIError.INVALID_ORIGINAL_TRANSACTION_ID,
  APIError.ACCOUNT_NOT_FOUND,
  APIError.ORIGINAL_TRANSACTION_ID_NOT_FOUND,
  APIError.TRANSACTION_ID_NOT_FOUND,
];

/**
 * [L5] How a subscription stands now. The answer tells of all subscriptions of its buyer, and only its signed parts are
 * believed: those of the one that was asked for.
 */
export const makeAskApple =
  ({ server, signatures }: AskAppleDeps): AskApple =>
  async ({ reference, isTest }) => {
    const items = await server.statuses({ reference, isTest }).then(
      ({ data = [] }) =>
        data.flatMap(({ lastTransactions = [] }): LastTransactionsItem[] => lastTransactions),
      (error: unknown) => (isUnknown(error) ? [] : unavailable(error)),
    );
    const item = items.find(({ originalTransactionId }) => originalTransactionId === reference);
    if (item?.signedTransactionInfo === undefined) return err('store-unknown-purchase');
    const read = await signatures.readSubscription(item.signedTransactionInfo, item.signedRenewalInfo);
    if (!read.ok) return read;
    if (read.value.isTest !== isTest) return err('store-other-environment');
    return read.value.reference === reference ? read : err('store-not-genuine');
  };

const isUnknown = (error: unknown): boolean =>
  error instanceof APIException && unknownCodes.includes(error.apiError);

const unavailable = (cause: unknown): never => {
  if (cause instanceof ServiceError) throw cause;
  throw new ServiceError('app store', { cause });
};
