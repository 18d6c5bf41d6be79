import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { created, okReply } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { makeChangeTenant } from '../../shared/tenants/change-tenant.ts';
import type { CreateConsentLink } from '../../shared/tenants/consent-link.ts';
import { missingPermissions } from '../../shared/tenants/permissions.ts';
import type { makeReadTenant } from '../../shared/tenants/read-tenant.ts';
import { regions, type Tenant, tenantStates } from '../../shared/tenants/tenant.ts';

export interface TenantRouteDeps {
  readonly createConsentLink: CreateConsentLink;
  readonly readTenant: ReturnType<typeof makeReadTenant>;
  readonly changeTenant: ReturnType<typeof makeChangeTenant>;
}

const timeZone = z
  .string()
  .max(64)
  .meta({ description: 'IANA name: the nights in which imports run.', example: 'Europe/Berlin' });
const consentUrl = z.string().meta({ description: 'To be forwarded to an administrator; good for 7 days.' });

const tenantView = z
  .strictObject({
    tenantId: z.guid(),
    displayName: z.string(),
    defaultDomain: z.string(),
    countryCode: z.string().meta({ description: 'How national telephone numbers are read.' }),
    language: z.enum(['de', 'en']),
    timeZone: z.string(),
    region: z.enum(regions).meta({ description: 'Where all data of the company stay.' }),
    state: z.enum(tenantStates),
    blockedBy: z.string().optional().meta({ description: 'Microsoft’s code, for the company’s IT.' }),
    permissions: z.array(z.string()).meta({ description: 'What the company grants at Entra.' }),
    missingPermissions: z.array(z.string()),
    consentUrl: consentUrl.optional(),
    consentedAt: z.string(),
    erasedAfter: z
      .string()
      .optional()
      .meta({ description: 'Everything is erased after it; see `/v1/tenant/departure`.' }),
    notificationAddress: z.string().optional(),
  })
  .meta({ id: 'Tenant' });

const viewOf = ({ departure: _departure, ...tenant }: Tenant, consent: string | undefined) => ({
  ...tenant,
  missingPermissions: missingPermissions(tenant.permissions),
  ...(consent === undefined ? {} : { consentUrl: consent }),
});

const tag = 'Tenant';

export const tenantRoutes = (deps: TenantRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'createConsentLink',
    method: 'POST',
    path: '/v1/tenant/consent-links',
    summary: 'Get a link by which an administrator consents for the company',
    description: 'Anyone of the company may ask for it and forward it; it needs no consent itself.',
    tag,
    limit: { class: 'expensive' },
    access: 'authenticated',
    body: z.strictObject({ region: z.enum(regions).optional(), timeZone: timeZone.optional() }),
    replies: { 201: z.strictObject({ consentUrl, expiresAt: z.string() }).meta({ id: 'ConsentLink' }) },
    errors: ['invalid'],
    handler: async ({ ctx, body }) => {
      const link = await deps.createConsentLink(ctx, body);
      return link.ok ? ok(created(link.value, { location: link.value.consentUrl })) : link;
    },
  }),
  defineRoute({
    operationId: 'getTenant',
    method: 'GET',
    path: '/v1/tenant',
    summary: 'Read the own company: its state, what it grants and what is missing',
    tag,
    access: { roles: ['Reader', 'Admin'] },
    replies: { 200: tenantView },
    errors: ['consent-required'],
    handler: async ({ ctx }) => {
      const read = await deps.readTenant(ctx);
      if (!read.ok) return read;
      const { tenant, consentUrl: link } = read.value;
      return ok(okReply(viewOf(tenant.value, link), { etag: tenant.etag }));
    },
  }),
  defineRoute({
    operationId: 'changeTenant',
    method: 'PATCH',
    path: '/v1/tenant',
    summary: 'Change time zone, language or the address for notices',
    tag,
    access: { roles: ['Admin'] },
    precondition: 'required',
    body: z.strictObject({
      timeZone: timeZone.optional(),
      language: z.enum(['de', 'en']).optional(),
      notificationAddress: z
        .email()
        .max(254)
        .nullable()
        .optional()
        .meta({ description: 'Told when access is lost; null for nobody.' }),
    }),
    replies: { 200: tenantView },
    errors: ['invalid', 'not-found', 'stale'],
    handler: async ({ ctx, body, etag }) => {
      const changed = await deps.changeTenant(ctx, (stored) => matches(etag, stored), body);
      if (!changed.ok) return changed;
      return ok(okReply(viewOf(changed.value.value, undefined), { etag: changed.value.etag }));
    },
  }),
];
