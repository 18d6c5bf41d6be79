import * as z from 'zod';
import { certificateSchema, type makeReadCertificate } from '../../shared/departures/certificate.ts';
import type { makeExportTenant } from '../../shared/departures/export-tenant.ts';
import type { makeReadDeparture } from '../../shared/departures/read-departure.ts';
import type { makeRequestDeparture } from '../../shared/departures/request-departure.ts';
import type { PublicJwk } from '../../shared/departures/sign-jws.ts';
import type { makeUndoDeparture } from '../../shared/departures/undo-departure.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import type { Texts } from '../../shared/http/language.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { noContent, okReply } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';

export interface DepartureRouteDeps {
  readonly requestDeparture: ReturnType<typeof makeRequestDeparture>;
  readonly undoDeparture: ReturnType<typeof makeUndoDeparture>;
  readonly readDeparture: ReturnType<typeof makeReadDeparture>;
  readonly exportTenant: ReturnType<typeof makeExportTenant>;
  readonly readCertificate: ReturnType<typeof makeReadCertificate>;
  readonly certificateKey: () => Promise<PublicJwk>;
}

const tag = 'Departure';
const change = { roles: ['Admin'] } as const;

const departureView = z
  .strictObject({
    state: z.enum(['staying', 'due', 'leaving', 'erasing']).meta({
      description:
        '`due`: the consent is lost, and data go if it does not come back. `leaving`: asked for; can be undone. ' +
        '`erasing`: no way back.',
    }),
    requestedBy: z.string().optional().meta({ description: 'Object id at Entra.' }),
    requestedAt: z.string().optional(),
    erasedAfter: z.string().optional().meta({ description: 'End of the grace period.' }),
    imports: z.number().int().meta({ description: 'Imports that were not deleted yet.' }),
    hint: z.string().meta({ description: 'What happens to copied contacts, in the caller’s language.' }),
  })
  .meta({ id: 'Departure' });

const hint: Texts = {
  de: 'Bereits übertragene Kontakte bleiben nach der Löschung in den Postfächern. Sollen sie verschwinden, bitte vorher jeden Import mit DELETE /v1/imports/{importId} löschen und warten, bis GET 404 antwortet. Alles Gespeicherte liefert GET /v1/tenant/export.',
  en: 'Contacts that have been copied stay in the mailboxes after the erasure. To have them removed, delete each import before by DELETE /v1/imports/{importId} and wait until GET answers 404. GET /v1/tenant/export gives everything that is kept.',
};

const certificateView = z
  .strictObject({
    content: certificateSchema,
    jws: z.string().meta({
      description:
        'The same, signed (JWS, EdDSA); verify it with the key of `/v1/erasure-certificate-keys` that its `kid` names.',
    }),
  })
  .meta({ id: 'ErasureCertificate' });

const certificateKeys = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string(),
        use: z.literal('sig'),
        alg: z.literal('EdDSA'),
      }),
    ),
  })
  .meta({ id: 'JsonWebKeySet' });

export const departureRoutes = (deps: DepartureRouteDeps): readonly Route[] => {
  const view = async (ctx: TenantContext) => {
    const read = await deps.readDeparture(ctx);
    if (!read.ok) return read;
    const { departure, tenant } = read.value;
    const shown = Object.fromEntries(Object.entries(departure).filter(([, value]) => value !== undefined));
    const body = { ...(shown as typeof departure), hint: hint[ctx.language] };
    return ok(okReply(body, tenant === undefined ? {} : { etag: tenant.etag }));
  };
  const certificate = async (ctx: TenantContext) => {
    const found = await deps.readCertificate(ctx);
    return found === undefined ? err(notFound) : ok(okReply(found));
  };

  return [
    defineRoute({
      operationId: 'requestDeparture',
      method: 'POST',
      path: '/v1/tenant/departure',
      summary: 'Leave: everything is erased after a grace period',
      description:
        'Imports pause and partners lose the shares at once; until `erasedAfter` it can be undone. ' +
        '`If-Match` is the ETag of `GET /v1/tenant` or of this departure.',
      tag,
      access: change,
      precondition: 'required',
      body: z.strictObject({
        domain: z
          .string()
          .max(256)
          .meta({ description: 'The company’s own `defaultDomain`, typed as confirmation.' }),
      }),
      replies: { 200: departureView },
      errors: ['not-found', 'stale', 'invalid', 'conflict'],
      handler: async ({ ctx, body, etag }) => {
        const asked = await deps.requestDeparture(ctx, (stored) => matches(etag, stored), body.domain);
        return asked.ok ? view(ctx) : asked;
      },
    }),
    defineRoute({
      operationId: 'getDeparture',
      method: 'GET',
      path: '/v1/tenant/departure',
      summary: 'See where a departure stands',
      tag,
      access: { roles: ['Reader', 'Admin'] },
      whileErasing: true,
      replies: { 200: departureView },
      errors: ['not-found'],
      handler: ({ ctx }) => view(ctx),
    }),
    defineRoute({
      operationId: 'undoDeparture',
      method: 'DELETE',
      path: '/v1/tenant/departure',
      summary: 'Stay after all; possible until the erasure begins',
      tag,
      access: change,
      replies: { 204: z.undefined() },
      errors: ['not-found', 'conflict'],
      handler: async ({ ctx }) => {
        const undone = await deps.undoDeparture(ctx);
        return undone.ok ? ok(noContent()) : undone;
      },
    }),
    defineRoute({
      operationId: 'exportTenant',
      method: 'GET',
      path: '/v1/tenant/export',
      summary: 'Take out everything that is kept about the company, page by page',
      description:
        'Follow `nextLink` to the end. An id may come twice where contacts were read anew meanwhile: the later one ' +
        'counts. Secrets are left out (hashes of capabilities, keys, stored answers), and copies of what is listed.',
      tag,
      // A company of 10,000 people has 50 pages and more.
      limit: { class: 'expensive', perMinute: 60 },
      access: change,
      paged: true,
      replies: {
        200: listOf(
          z
            .strictObject({ kind: z.string(), id: z.string(), value: z.looseObject({}) })
            .meta({ id: 'ExportItem' }),
        ),
      },
      errors: ['invalid'],
      handler: async ({ ctx, page }) => {
        const taken = await deps.exportTenant(ctx, page.request);
        return taken.ok ? ok(listReply(page, taken.value, (item) => item)) : taken;
      },
    }),
    defineRoute({
      operationId: 'getErasureCertificate',
      method: 'GET',
      path: '/v1/tenant/erasure-certificate',
      summary: 'Get the certificate of the last erasure, also when nothing else is left',
      tag,
      access: change,
      whileErasing: true,
      replies: { 200: certificateView },
      errors: ['not-found'],
      handler: ({ ctx }) => certificate(ctx),
    }),
    defineRoute({
      operationId: 'getErasureCertificateOfTenant',
      method: 'GET',
      path: '/v1/operator/tenants/{tenantId}/erasure-certificate',
      summary: 'Get the certificate of a customer’s last erasure',
      tag,
      access: { roles: ['Operator'] },
      params: z.strictObject({ tenantId: z.guid() }),
      replies: { 200: certificateView },
      errors: ['not-found'],
      handler: ({ ctx, params }) => certificate({ ...ctx, tenantId: tenantId(params.tenantId) }),
    }),
    defineRoute({
      operationId: 'getErasureCertificateKeys',
      method: 'GET',
      path: '/v1/erasure-certificate-keys',
      summary: 'The public key that certificates are signed with, as a JSON Web Key Set',
      tag,
      access: 'public',
      replies: { 200: certificateKeys },
      errors: [],
      handler: async () => ok(okReply({ keys: [await deps.certificateKey()] })),
    }),
  ];
};
