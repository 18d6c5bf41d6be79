/** The stores that sell the app to its users [L4]. */
export const storeNames = ['apple', 'google'] as const;
export type StoreName = (typeof storeNames)[number];

/** What a store says of one subscription at one moment; already verified, never from a client's own mouth. */
export interface StoreFacts {
  readonly store: StoreName;
  /** The same through all renewals: Apple's original transaction id, Google's purchase token. Not to be kept in clear. */
  readonly reference: string;
  readonly productId: string;
  /** What the app gave the store at the purchase to say who buys; absent: nothing. */
  readonly accountToken?: string;
  /** Bought by another member of a family. */
  readonly isFamilyShared: boolean;
  /** From a store's test environment: no money has moved. */
  readonly isTest: boolean;
  /** Epoch ms: begin of the period that is told of. What tells of an earlier one than is known says nothing new. */
  readonly periodFrom: number;
  /** Epoch ms: when it was so. Within a period what is younger counts. */
  readonly asOf: number;
  /** Epoch ms: end of what is paid, or of the trial. */
  readonly expiresAt: number;
  readonly isTrial: boolean;
  readonly standing: Standing;
  /** Absent: not told this time. */
  readonly renewal?: Renewal;
  /** Google: the reference of the purchase that this one takes the place of. */
  readonly replaces?: string;
  /** Google: paid back after three days unless the purchase is acknowledged. */
  readonly mustBeAcknowledged?: true;
}

/** `replaced`: an upgrade or a new purchase stands in its place. `pending`: chosen, but not paid yet. */
export const standings = ['running', 'paused', 'ended', 'revoked', 'replaced', 'pending'] as const;
export type Standing = (typeof standings)[number];

export interface Renewal {
  readonly renews: boolean;
  /** Could not be charged, and the store goes on trying. */
  readonly isRetrying: boolean;
  /** Epoch ms: until then the store lets it run without a charge. */
  readonly graceUntil?: number;
}

/** Why what was handed in proves nothing; each names a text of shared/http/messages.ts. */
export type StoreRefusal =
  | 'store-not-genuine'
  | 'store-other-app'
  | 'store-other-environment'
  | 'store-unknown-purchase';
