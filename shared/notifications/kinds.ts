import type { Kind } from './define-kind.ts';
import { accessBlocked } from './kinds/access-blocked.ts';
import { consentLost } from './kinds/consent-lost.ts';
import { departureRequested } from './kinds/departure-requested.ts';
import { erasureBegun } from './kinds/erasure-begun.ts';
import { importCompletedWithErrors } from './kinds/import-completed-with-errors.ts';
import { importFailed } from './kinds/import-failed.ts';
import { importHeldBack } from './kinds/import-held-back.ts';
import { licencesShort } from './kinds/licences-short.ts';
import { paymentFailed } from './kinds/payment-failed.ts';
import { seatsShort } from './kinds/seats-short.ts';
import { statementIssued } from './kinds/statement-issued.ts';
import { subscriptionCancelled } from './kinds/subscription-cancelled.ts';
import { tenantOnboarded } from './kinds/tenant-onboarded.ts';
import { trialEnds } from './kinds/trial-ends.ts';

/** [N1] Every kind of notification: a new one is its file and its line here. Keys are kept with notifications: never rename. */
export const notificationKinds = {
  'tenant-onboarded': tenantOnboarded,
  'consent-lost': consentLost,
  'access-blocked': accessBlocked,
  'departure-requested': departureRequested,
  'erasure-begun': erasureBegun,
  'import-failed': importFailed,
  'import-completed-with-errors': importCompletedWithErrors,
  'licences-short': licencesShort,
  'import-held-back': importHeldBack,
  'trial-ends': trialEnds,
  'statement-issued': statementIssued,
  'subscription-cancelled': subscriptionCancelled,
  'seats-short': seatsShort,
  'payment-failed': paymentFailed,
} as const;

export type NotificationKind = keyof typeof notificationKinds;

export type NotificationParams<K extends NotificationKind> =
  (typeof notificationKinds)[K] extends Kind<infer Params> ? Params : never;

export const notificationKindNames = Object.keys(notificationKinds) as [
  NotificationKind,
  ...NotificationKind[],
];
