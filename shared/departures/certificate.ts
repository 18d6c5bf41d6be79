import * as z from 'zod';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { regions } from '../tenants/tenant.ts';
import { destroyedKeySchema, type Erasure } from './erasure.ts';
import { payloadOf, type SignJws } from './sign-jws.ts';

/** What stays, each with its reason in docs/api.md. */
const staying = [
  'this-certificate',
  'region',
  'contacts-in-mailboxes',
  'ids-in-partners-imports',
  'ids-in-logs-and-queues',
] as const;

/** [T6] What was erased. No personal data but the Entra object id of who asked for it. */
export const certificateSchema = z.strictObject({
  /** Address of the API that issued it. */
  iss: z.string(),
  /** Tenant id. */
  sub: z.string(),
  /** The erasure's id. */
  jti: z.string(),
  /** Seconds since the epoch. */
  iat: z.int(),
  domain: z.string(),
  region: z.enum(regions),
  cause: z.enum(['requested', 'consent-withdrawn']),
  requestedBy: z.string().optional(),
  requestedAt: z.string().optional(),
  begunAt: z.string(),
  keysDestroyedAt: z.string(),
  erasedAt: z.string(),
  destroyedKeys: z.array(destroyedKeySchema),
  /** By `table/kind`. */
  rows: z.record(z.string(), z.int()),
  /** Rows found by the pass over all partitions after the removal. */
  rowsLeft: z.literal(0),
  stays: z.array(z.enum(staying)),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** Kept outside the tenant's partition, because nothing is left in there. */
export interface ErasureCertificates {
  /** Keeps the first one of an erasure: it may be issued again after a crash. */
  put(ctx: TenantContext, erasure: Pick<Erasure, 'id' | 'begunAt'>, jws: string): Promise<void>;
  /** A company may come and go several times. */
  newest(ctx: TenantContext): Promise<string | undefined>;
}

export type IssueCertificate = (ctx: TenantContext, erasure: Erasure) => Promise<void>;

/** Signed as a JWS, so that it proves itself wherever it is kept. */
export const makeIssueCertificate =
  (deps: {
    readonly certificates: ErasureCertificates;
    readonly sign: SignJws;
    readonly clock: Clock;
    readonly issuer: string;
  }): IssueCertificate =>
  async (ctx, erasure) => {
    const now = deps.clock.now();
    const { id, domain, region, cause, requestedBy, requestedAt, begunAt, keysDestroyedAt = '' } = erasure;
    const certificate: Certificate = {
      iss: deps.issuer,
      sub: ctx.tenantId,
      jti: id,
      iat: Math.floor(now / 1000),
      domain,
      region,
      cause,
      ...(requestedBy === undefined ? {} : { requestedBy }),
      ...(requestedAt === undefined ? {} : { requestedAt }),
      begunAt,
      keysDestroyedAt,
      erasedAt: toIso(now),
      destroyedKeys: erasure.keys,
      rows: erasure.counts,
      rowsLeft: 0,
      stays: [...staying],
    };
    await deps.certificates.put(ctx, erasure, await deps.sign(certificate));
  };

/** The newest certificate of a tenant, as signed and in readable form. */
export const makeReadCertificate =
  (deps: { readonly certificates: ErasureCertificates }) =>
  async (
    ctx: TenantContext,
  ): Promise<{ readonly jws: string; readonly content: Certificate } | undefined> => {
    const jws = await deps.certificates.newest(ctx);
    return jws === undefined ? undefined : { jws, content: certificateSchema.parse(payloadOf(jws)) };
  };
