import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Counts } from '../loopback/counts.ts';
import { faultRoutes } from '../loopback/faults.ts';
import type { DynamicsAdmin } from './admin.ts';
import type { Organisations } from './organisations.ts';

const changesSchema = z.strictObject({
  columns: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
  parent: z.string().nullable().optional(),
  image: z.string().nullable().optional(),
});
const limitsSchema = z.strictObject({
  requests: z.int().min(0).exactOptional(),
  executionMs: z.int().min(0).exactOptional(),
  concurrent: z.int().min(0).exactOptional(),
});

/** The admin surface over HTTP, below `/_emulator`, without a token. Bodies need `Content-Type: application/json`. */
export function adminRoutes(admin: DynamicsAdmin, organisations: Organisations, counts: Counts): Hono {
  const routes = new Hono().basePath('/_emulator');
  const body = async <T>(context: Context, schema: z.ZodType<T>): Promise<T> => {
    // Which keeps web pages from posting here without a preflight.
    const isJson = /^application\/json\b/.test(context.req.header('content-type') ?? '');
    return schema.parse(isJson ? await context.req.json() : undefined);
  };

  routes.get('/organisations', (context) =>
    context.json(
      organisations.hosts().map((host) => ({
        host,
        tenantId: organisations.find(host)?.tenantId,
        contacts: admin.countContacts(host),
      })),
    ),
  );
  routes.post('/organisations/:host/contacts', async (context) => {
    const id = admin.addContact(context.req.param('host'), await body(context, changesSchema));
    return context.json({ id }, 201);
  });
  routes.patch('/organisations/:host/contacts/:id', async (context) => {
    const { host, id } = context.req.param();
    admin.changeContact(host, id, await body(context, changesSchema));
    return context.body(null, 204);
  });
  routes.delete('/organisations/:host/contacts/:id', (context) => {
    const { host, id } = context.req.param();
    admin.deleteContact(host, id);
    return context.body(null, 204);
  });
  routes.put('/organisations/:host/accounts/:id', async (context) => {
    const { host, id } = context.req.param();
    admin.putAccount(host, id, (await body(context, z.strictObject({ name: z.string() }))).name);
    return context.body(null, 204);
  });
  routes.put('/organisations/:host/members/:id', async (context) => {
    const { host, id } = context.req.param();
    admin.setMember(host, id, (await body(context, z.strictObject({ mayRead: z.boolean() }))).mayRead);
    return context.body(null, 204);
  });
  routes.delete('/organisations/:host/members/:id', (context) => {
    const { host, id } = context.req.param();
    admin.removeMember(host, id);
    return context.body(null, 204);
  });
  routes.delete('/organisations/:host/delta-tokens', (context) => {
    admin.expireDeltaTokens(context.req.param('host'));
    return context.body(null, 204);
  });
  routes.patch('/limits', async (context) => {
    admin.setLimits(await body(context, limitsSchema));
    return context.body(null, 204);
  });
  routes.route('/', faultRoutes(admin));
  routes.get('/counters', (context) => context.json({ counters: counts.all() }));
  routes.delete('/counters', (context) => {
    counts.reset();
    return context.body(null, 204);
  });
  return routes;
}
