import type { Forbidden, Throttled, Unauthenticated, Unavailable } from '../kernel/failures.ts';
import type { TenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Language, TenantContext } from '../kernel/tenant-context.ts';
import { honouredRoles, refusal } from './access.ts';
import { callerAddress } from './caller-address.ts';
import type { PublicContext, Route } from './contract.ts';
import type { IncomingRequest } from './exchange.ts';
import { chooseLanguage } from './language.ts';
import type { Authenticate, Principal } from './principal.ts';
import type { Meter } from './request-limits.ts';

/** Who is let in, and in what context he acts. */
export type Caller =
  | { readonly ctx: TenantContext; readonly principal: Principal }
  | { readonly ctx: PublicContext; readonly principal: undefined };

export interface AdmissionDeps {
  readonly authenticate: Authenticate;
  /** The tenant whose `Operator` role counts; without it nobody is operator. */
  readonly operatorTenantId?: TenantId;
}

/**
 * Authenticates and authorises, within the caller's limits. The tenant comes from the token alone, never from the request.
 */
export const admit = async (
  route: Route,
  deps: AdmissionDeps,
  request: IncomingRequest,
  trace: { readonly correlationId: string; readonly language: Language },
  meter: Meter,
): Promise<Result<Caller, Throttled | Unauthenticated | Unavailable | Forbidden>> => {
  const { access } = route;
  const flooded = meter.enter();
  if (flooded !== undefined) return err(flooded);
  if (access === 'public') return ok({ ctx: trace, principal: undefined });
  const authenticated = await deps.authenticate(request.headers.get('authorization'));
  if (!authenticated.ok) return authenticated;
  // A handler that looks at roles must not see one that does not count.
  const roles = honouredRoles(authenticated.value, deps.operatorTenantId);
  const principal = { ...authenticated.value, roles };
  const exceeded = meter.identified(principal);
  if (exceeded !== undefined) return err(exceeded);
  const refused = refusal(access, principal, deps.operatorTenantId);
  if (refused !== undefined) return err(refused);
  const from = callerAddress(request.headers);
  return ok({
    ctx: {
      tenantId: principal.tenantId,
      actor: { kind: principal.kind, oid: principal.oid },
      correlationId: trace.correlationId,
      language: chooseLanguage(request.headers.get('accept-language'), principal.language ?? trace.language),
      operation: route.operationId,
      ...(from === undefined ? {} : { from }),
    },
    principal,
  });
};
