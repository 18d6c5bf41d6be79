import { Hono } from 'hono';
import { z } from 'zod';
import { faultRoutes } from '../loopback/faults.ts';
import type { EntraAdmin } from './admin.ts';
import type { EntraServices } from './services.ts';

const claims = z.record(z.string(), z.unknown());
const bodies = {
  consent: z.strictObject({ permissions: z.array(z.string()).optional() }),
  policy: z.strictObject({ code: z.literal([53000, 53003, 530003]).default(53003) }),
  rotate: z.strictObject({ forget: z.boolean().default(false) }),
  settings: z.strictObject({
    tokenLifetime: z.int().positive().optional(),
    afterWithdrawal: z.literal([65001, 700016]).optional(),
    singleUseAssertions: z.boolean().optional(),
    userConsent: z.boolean().optional(),
  }),
  refusal: z.strictObject({ code: z.literal([50055, 50057, 50076]) }),
  revoke: z.strictObject({ tenantId: z.string().optional(), userId: z.string().optional() }),
  token: z.strictObject({
    tenantId: z.string(),
    user: z.string().optional(),
    audience: z.string().optional(),
    claims: claims.optional(),
    lifetimeSeconds: z.int().optional(),
    key: z.enum(['active', 'unpublished']).optional(),
    header: claims.optional(),
  }),
};

/** Leaves out what is undefined, which `exactOptionalPropertyTypes` tells apart from absent. */
const compact = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** `/_emulator/…`: the admin functions over HTTP, for the demo and for tests in another process. */
export function emulatorRoutes(
  { app, consents, directory, settings }: EntraServices,
  admin: EntraAdmin,
): Hono {
  const routes = new Hono().basePath('/_emulator');
  const body = async <T>(request: Request, schema: z.ZodType<T>): Promise<T> => {
    const text = await request.text();
    return schema.parse(text === '' ? {} : JSON.parse(text));
  };

  routes.get('/state', (context) =>
    context.json({
      clientId: app.clientId,
      tenants: directory.companiesFor('common').map(({ tenantId, displayName, domain }) => ({
        tenantId,
        displayName,
        domain,
        servicePrincipal: consents.of(tenantId) ?? null,
        policy: settings.policies()[tenantId] ?? null,
      })),
      tokenLifetime: settings.tokenLifetime(),
      afterWithdrawal: settings.afterWithdrawal(),
      singleUseAssertions: settings.singleUseAssertions(),
    }),
  );
  routes.get('/accounts', (context) =>
    context.json({
      tenants: directory.companiesFor('common').map(({ tenantId, displayName, domain, users }) => ({
        tenantId,
        displayName,
        domain,
        users: users
          .filter(({ accountEnabled }) => accountEnabled)
          .map(({ id, userPrincipalName, appRoles }) => ({ id, userPrincipalName, appRoles })),
      })),
    }),
  );
  routes.put('/consents/:tenant', async (context) => {
    const { permissions } = await body(context.req.raw, bodies.consent);
    admin.grantConsent(context.req.param('tenant'), permissions);
    return context.body(null, 204);
  });
  routes.delete('/consents/:tenant', (context) => {
    const how = context.req.query('how') === 'remove' ? 'remove' : 'keep-principal';
    admin.withdrawConsent(context.req.param('tenant'), how);
    return context.body(null, 204);
  });
  routes.put('/policies/:tenant', async (context) => {
    const { code } = await body(context.req.raw, bodies.policy);
    admin.blockTenant(context.req.param('tenant'), code);
    return context.body(null, 204);
  });
  routes.delete('/policies/:tenant', (context) => {
    admin.unblockTenant(context.req.param('tenant'));
    return context.body(null, 204);
  });
  routes.post('/keys/rotate', async (context) => {
    admin.rotateKeys(await body(context.req.raw, bodies.rotate));
    return context.body(null, 204);
  });
  routes.delete('/delegated-consents/:tenant', (context) => {
    admin.withdrawDelegated(context.req.param('tenant'), context.req.query('user'));
    return context.body(null, 204);
  });
  routes.put('/refusals/:user', async (context) => {
    admin.refuseUser(context.req.param('user'), (await body(context.req.raw, bodies.refusal)).code);
    return context.body(null, 204);
  });
  routes.delete('/refusals/:user', (context) => {
    admin.refuseUser(context.req.param('user'), undefined);
    return context.body(null, 204);
  });
  routes.patch('/settings', async (context) => {
    const wanted = await body(context.req.raw, bodies.settings);
    if (wanted.tokenLifetime !== undefined) admin.setTokenLifetime(wanted.tokenLifetime);
    if (wanted.afterWithdrawal !== undefined) admin.answerAfterWithdrawal(wanted.afterWithdrawal);
    if (wanted.singleUseAssertions !== undefined)
      admin.requireSingleUseAssertions(wanted.singleUseAssertions);
    if (wanted.userConsent !== undefined) admin.allowUserConsent(wanted.userConsent);
    return context.body(null, 204);
  });
  routes.post('/refresh-tokens/revoke', async (context) => {
    const filter = compact(await body(context.req.raw, bodies.revoke));
    return context.json({ revoked: admin.revokeRefreshTokens(filter) });
  });
  routes.post('/tokens', async (context) => {
    const token = compact(await body(context.req.raw, bodies.token));
    return context.json({ access_token: admin.issueToken(token) });
  });
  routes.route('/', faultRoutes(admin));
  return routes;
}
