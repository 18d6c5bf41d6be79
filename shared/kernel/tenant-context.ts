import type { TenantId } from './ids.ts';

/** Who acts: `oid` is Entra's object id of the user or service principal, never a name or an e-mail address. */
export type Actor =
  | { readonly kind: 'user'; readonly oid: string }
  | { readonly kind: 'app'; readonly oid: string }
  /** Of the operator's own tenant, acting on a customer's behalf. */
  | { readonly kind: 'operator'; readonly oid: string }
  | { readonly kind: 'system' };

/**
 * First argument of every use case and store method; the partition that is read and written comes from it alone.
 */
export interface TenantContext {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** Follows a request through queues and runs; a GUID or what the caller sent as `x-correlation-id`. */
  readonly correlationId: string;
  /** The caller's language, for texts that are kept (reasons, mails). */
  readonly language: Language;
  /** Derived from the Idempotency-Key: what this command creates has this id, so that its repetition finds it. */
  readonly commandId?: string;
  /** The caller's network address as the platform's front end saw it; personal data, kept in the sealed audit trail only. */
  readonly from?: string;
  /** `operationId` of the route, or what the timer or queue does: names the act in the audit trail. */
  readonly operation?: string;
}

export type Language = 'de' | 'en';

/** The context of work that no person asked for just now: timers, queues. */
export const systemContext = (tenantId: TenantId, correlationId: string): TenantContext => ({
  tenantId,
  actor: { kind: 'system' },
  correlationId,
  language: 'de',
});

/** What an operator does in a customer's partition; only for routes that demand the role `Operator`. */
export const onBehalfOf = (operator: TenantContext, tenantId: TenantId): TenantContext => {
  if (operator.actor.kind === 'system') throw new Error('an operator is somebody');
  return { ...operator, tenantId, actor: { kind: 'operator', oid: operator.actor.oid } };
};
