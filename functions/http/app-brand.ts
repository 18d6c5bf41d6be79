import * as z from 'zod';
import { type AppBrandStore, appBrandId, appBrandSchema } from '../../shared/brand/app-brand.ts';
import { mostLogoBytes } from '../../shared/brand/logo-image.ts';
import type { makeReadMyBrand, makeReadMyLogo } from '../../shared/brand/read-brand.ts';
import type { makeSetBrand } from '../../shared/brand/set-brand.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { alreadyHeld, httpEtag, matches } from '../../shared/http/etag.ts';
import { okReply, raw, rawSchema } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { AsCustomer } from '../../shared/tenants/as-customer.ts';

export interface AppBrandRouteDeps {
  readonly appBrands: AppBrandStore;
  readonly setBrand: ReturnType<typeof makeSetBrand>;
  readonly readMyBrand: ReturnType<typeof makeReadMyBrand>;
  readonly readMyLogo: ReturnType<typeof makeReadMyLogo>;
  readonly asCustomer: AsCustomer;
}

const brandView = appBrandSchema.meta({ id: 'AppBrand' });
const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'colour')
  .toLowerCase()
  .meta({ example: '#0b57d0' });

/** Base64 takes a third more; what is somewhat larger is told so in bytes. */
const mostLogoText = Math.ceil(mostLogoBytes * 1.5);

const tag = 'App';
const customer = {
  path: '/v1/operator/tenants/{tenantId}/app-brand',
  params: z.strictObject({ tenantId: z.guid() }),
  access: { roles: ['Operator'] },
} as const;

/** [L7] The looks of the app that a corporate contract includes. */
export const appBrandRoutes = (deps: AppBrandRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'getCustomerAppBrand',
    method: 'GET',
    ...customer,
    summary: 'See a customer’s brand in the app',
    tag,
    replies: { 200: brandView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const found = await deps.appBrands.get(theirs.value, appBrandId);
      return found === undefined ? err(notFound) : ok(okReply(found.value, { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'setCustomerAppBrand',
    method: 'PUT',
    ...customer,
    summary: 'Give a customer’s app its name, colours and logo',
    description:
      'Text must stand out from its background by 4.5:1 (WCAG 2.2, AA). What a picture says about itself is taken out. What is ' +
      'changed needs no ETag, but heeds one.',
    tag,
    precondition: 'optional',
    maxBodyBytes: mostLogoText + 16 * 1024,
    body: z.strictObject({
      name: z.string().trim().min(1).max(60).meta({ example: 'Müller Connect' }),
      colours: z.strictObject({
        primary: colour,
        onPrimary: colour,
        secondary: colour,
        onSecondary: colour,
      }),
      logo: z.base64().max(mostLogoText).nullable().optional().meta({
        description: 'PNG or JPEG of at most 256 KB, 32 to 2048 pixels a side. Absent: as it is; null: none.',
      }),
    }),
    replies: { 200: brandView },
    errors: ['not-found', 'stale', 'invalid'],
    handler: async ({ ctx, params, body, etag }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const allowed = (stored: string | undefined) =>
        etag === undefined || (stored !== undefined && matches(etag, stored));
      const set = await deps.setBrand(theirs.value, allowed, body);
      return set.ok ? ok(okReply(set.value.value, { etag: set.value.etag })) : set;
    },
  }),
  defineRoute({
    operationId: 'getMyBrand',
    method: 'GET',
    path: '/v1/me/brand',
    summary: 'See how the app looks for the user; not found: as for everybody',
    tag,
    access: 'user',
    replies: { 200: brandView },
    errors: ['not-found'],
    handler: async ({ ctx, principal }) => {
      const found = await deps.readMyBrand(ctx, principal.oid);
      return found.ok ? ok(okReply(found.value.value, { etag: found.value.etag })) : found;
    },
  }),
  defineRoute({
    operationId: 'getMyBrandLogo',
    method: 'GET',
    path: '/v1/me/brand/logo',
    summary: 'Get the logo of the user’s app',
    tag,
    access: 'user',
    replies: {
      200: rawSchema('image/png', 'PNG, or JPEG as `image/jpeg`.'),
      304: rawSchema('', 'The one that the app has.'),
    },
    errors: ['not-found'],
    handler: async ({ ctx, principal, request }) => {
      const found = await deps.readMyLogo(ctx, principal.oid);
      if (!found.ok) return found;
      const { mediaType, hash, bytes } = found.value;
      const etag = httpEtag(hash);
      const headers = { etag, 'cache-control': 'private, max-age=3600' };
      const isHeld = alreadyHeld(request.headers.get('if-none-match'), etag);
      return ok(isHeld ? raw(304, mediaType, '', headers) : raw(200, mediaType, bytes, headers));
    },
  }),
];
