import * as z from 'zod';
import type { SignedTickets } from '../encryption/signed-ticket.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import { asId, type SourceId, tenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { Source, SourceStore } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';

/** Tenant, source, end (epoch ms): signed, not secret. Whoever has the link can sign in as himself and as nobody else. */
export const signInTicketSchema = z.strictObject({ t: z.guid(), s: z.string(), e: z.number() });
export type SignInTickets = SignedTickets<z.infer<typeof signInTicketSchema>>;

export interface SignInLink {
  readonly signInUrl: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

const validMs = 7 * 24 * 60 * 60 * 1000;

/** [S4] A link to be forwarded to the user whose contacts are to be read. `source-without-sign-in`: nobody signs in there. */
export const makeCreateSignInLink =
  (deps: {
    readonly sources: SourceStore;
    readonly tickets: SignInTickets;
    readonly clock: Clock;
    /** Without a slash at the end. */
    readonly publicUrl: string;
  }) =>
  async (ctx: TenantContext, sourceId: string): Promise<Result<SignInLink, NotFound | Conflict>> => {
    const source = (await deps.sources.get(ctx, sourceId))?.value;
    if (source === undefined) return err(notFound);
    if (!sourceKindTable[source.kind].hasSignIn) return err(conflict('source-without-sign-in'));
    const e = deps.clock.now() + validMs;
    const ticket = await deps.tickets.sign({ t: ctx.tenantId, s: source.id, e });
    return ok({ signInUrl: `${deps.publicUrl}/sign-in?ticket=${ticket}`, expiresAt: toIso(e) });
  };

/** The ticket is forged or too old, or its source or its company are no more. */
export interface SignInLinkUnusable {
  readonly type: 'link-unusable';
}

/** What the link is about. */
export interface OpenedSignInLink {
  readonly ctx: TenantContext;
  readonly sourceId: SourceId;
  readonly company: string;
  readonly sourceName: string;
}

export interface OpenSignInLinkDeps {
  readonly tickets: SignInTickets;
  readonly sources: SourceStore;
  readonly tenants: TenantStore;
  readonly isBeingErased: (ctx: TenantContext) => Promise<boolean>;
}

export type OpenSignInLink = ReturnType<typeof makeOpenSignInLink>;

/** Reads a link that somebody has opened in a browser, before he has said who he is. */
export const makeOpenSignInLink =
  (deps: OpenSignInLinkDeps) =>
  async (input: {
    readonly ticket: string;
    readonly correlationId: string;
  }): Promise<Result<OpenedSignInLink, SignInLinkUnusable>> => {
    const unusable = err({ type: 'link-unusable' } as const);
    const ticket = await deps.tickets.open(input.ticket);
    if (!ticket.ok) return unusable;
    const ctx = systemContext(tenantId(ticket.value.t), input.correlationId);
    const found = await signedInSource(ctx, ticket.value.s, deps);
    if (found === undefined) return unusable;
    const { source, company } = found;
    return ok({ ctx, sourceId: asId<SourceId>(source.id), company, sourceName: source.displayName });
  };

/** The source of a user's own, of a company that is there; else undefined. */
export const signedInSource = async (
  ctx: TenantContext,
  sourceId: string,
  deps: Omit<OpenSignInLinkDeps, 'tickets'>,
): Promise<{ readonly source: Source; readonly company: string } | undefined> => {
  if (await deps.isBeingErased(ctx)) return undefined;
  const [tenant, found] = await Promise.all([
    deps.tenants.get(ctx, tenantEntityId),
    deps.sources.get(ctx, sourceId),
  ]);
  if (tenant === undefined || found === undefined) return undefined;
  if (!sourceKindTable[found.value.kind].hasSignIn) return undefined;
  return { source: found.value, company: tenant.value.displayName };
};
