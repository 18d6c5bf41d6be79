import {
  Environment,
  SignedDataVerifier,
  VerificationException,
  VerificationStatus,
} from '@apple/app-store-server-library';
import { err, ok, type Result } from '../../kernel/result.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import type { StoreFacts, StoreRefusal } from '../../store-purchases/store-facts.ts';
import type { AppleStore } from '../../store-purchases/stores.ts';
import { factsOf } from './facts.ts';

export interface AppleStoreOptions {
  readonly bundleId: string;
  /** Apple's number of the app. */
  readonly appId: number;
  /** DER. */
  readonly roots: readonly Uint8Array[];
  /** Whether Apple is asked if a certificate was withdrawn; an own root has nobody to ask. */
  readonly onlineChecks: boolean;
  /** Whether purchases of the sandbox count. The environments `Xcode` and `LocalTesting` bear no signature: never. */
  readonly allowTest: boolean;
}

export interface AppleSignatures extends Omit<AppleStore, 'ask'> {
  /** A transaction and what goes with it of its renewal, in whatever they came. */
  readSubscription(
    transaction: string,
    renewal: string | undefined,
  ): Promise<Result<StoreFacts, StoreRefusal>>;
}

/** What one environment has signed, down to the facts. */
type Read<T> = (verifier: SignedDataVerifier) => Promise<T>;

/** [L5] Signatures, chain, app and environment are judged by Apple's own library. */
export const makeAppleStore = (options: AppleStoreOptions): AppleSignatures => {
  const { bundleId, appId, roots, onlineChecks, allowTest } = options;
  const verifiers = [Environment.PRODUCTION, ...(allowTest ? [Environment.SANDBOX] : [])].map(
    (environment) =>
      new SignedDataVerifier(
        roots.map((root) => Buffer.from(root)),
        onlineChecks,
        environment,
        bundleId,
        appId,
      ),
  );

  const judged = async <T>(read: Read<T | undefined>): Promise<Result<T, StoreRefusal>> => {
    let refusal: StoreRefusal = 'store-not-genuine';
    for (const verifier of verifiers) {
      try {
        const value = await read(verifier);
        return value === undefined ? err('store-unknown-purchase') : ok(value);
      } catch (error) {
        refusal = refusalOf(error);
        if (refusal === 'store-not-genuine') break;
      }
    }
    return err(refusal);
  };

  return {
    readTransaction: (signed) =>
      judged<StoreFacts>(async (verifier) => factsOf(await verifier.verifyAndDecodeTransaction(signed))),
    readNotification: async (signed) => {
      const read = await judged(async (verifier) => {
        const { data } = await verifier.verifyAndDecodeNotification(signed);
        if (data?.signedTransactionInfo === undefined) return { facts: undefined };
        return { facts: await subscriptionOf(verifier, data.signedTransactionInfo, data.signedRenewalInfo) };
      });
      return read.ok ? ok(read.value.facts) : read;
    },
    readSubscription: (transaction, renewal) =>
      judged((verifier) => subscriptionOf(verifier, transaction, renewal)),
  };
};

/** What is renewed must be what was bought: else parts of two messages were put together. */
const subscriptionOf = async (
  verifier: SignedDataVerifier,
  signedTransaction: string,
  signedRenewal: string | undefined,
): Promise<StoreFacts | undefined> => {
  const transaction = await verifier.verifyAndDecodeTransaction(signedTransaction);
  const renewal =
    signedRenewal === undefined ? undefined : await verifier.verifyAndDecodeRenewalInfo(signedRenewal);
  return renewal === undefined || renewal.originalTransactionId === transaction.originalTransactionId
    ? factsOf(transaction, renewal)
    : undefined;
};

const refusalOf = (error: unknown): StoreRefusal => {
  if (!(error instanceof VerificationException)) throw error;
  switch (error.status) {
    case VerificationStatus.INVALID_APP_IDENTIFIER:
      return 'store-other-app';
    case VerificationStatus.INVALID_ENVIRONMENT:
      return 'store-other-environment';
    case VerificationStatus.RETRYABLE_VERIFICATION_FAILURE:
      throw new ServiceError('app store', { cause: error });
    default:
      return 'store-not-genuine';
  }
};
