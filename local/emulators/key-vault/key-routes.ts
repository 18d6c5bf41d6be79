import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { decrypt, encrypt, signDigest, verifyDigest } from './cryptography.ts';
import {
  createKey,
  createKeySchema,
  type KeyContent,
  type KeyOperation,
  keyFor,
  publicJwk,
  type VaultKey,
} from './keys.ts';
import type { Objects } from './objects.ts';
import {
  attributesOf,
  attributesSchema,
  deletionOf,
  mergeAttributes,
  objectName,
  pageOf,
  readBody,
  tagsOf,
  tagsSchema,
} from './wire.ts';

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]*={0,2}$/)
  .transform((text) => Buffer.from(text, 'base64url'));
const operationSchema = z.strictObject({ alg: z.string(), value: base64url });
const verifySchema = z.strictObject({ alg: z.string(), digest: base64url, value: base64url });
const updateSchema = z.object({
  key_ops: z.array(z.string()).nullish(),
  attributes: attributesSchema,
  tags: tagsSchema,
});

/** Path segment → key operation and what it does. */
const operations = {
  wrapkey: ['wrapKey', encrypt],
  unwrapkey: ['unwrapKey', decrypt],
  encrypt: ['encrypt', encrypt],
  decrypt: ['decrypt', decrypt],
  sign: ['sign', signDigest],
} as const satisfies Record<string, readonly [KeyOperation, typeof encrypt]>;

/** How a path without a version reads after normalisation: `/keys/{name}//wrapkey` means the latest version. */
export const latestVersion = '-';
const versionOf = (segment: string | undefined): string | undefined =>
  segment === latestVersion ? undefined : segment;

/** `/keys` with their cryptography, and `/deletedkeys`. */
export function keyRoutes(keys: Objects<KeyContent>, baseUrl: () => string, clock: Clock): Hono {
  const kid = ({ name, version }: VaultKey): string => `${baseUrl()}/keys/${name}/${version}`;
  const bundle = (key: VaultKey) => ({
    key: { kid: kid(key), ...publicJwk(key) },
    attributes: attributesOf(key),
    ...tagsOf(key),
  });
  const item = (key: VaultKey, id: string) => ({ kid: id, attributes: attributesOf(key), ...tagsOf(key) });
  const deletion = (key: Parameters<typeof deletionOf>[2]) => deletionOf(baseUrl(), 'deletedkeys', key);

  const routes = new Hono();
  routes.get('/keys', (context) => {
    const items = keys.list().map((key) => item(key, `${baseUrl()}/keys/${key.name}`));
    return context.json(pageOf(new URL(context.req.url), baseUrl(), items));
  });
  routes.post('/keys/:name/create', async (context) => {
    const name = objectName(context.req.param('name'));
    return context.json(
      bundle(await createKey(keys, name, await readBody(context.req.raw, createKeySchema))),
    );
  });
  routes.post('/keys/:name/rotate', async (context) => {
    const { name, content, tags } = keys.get(objectName(context.req.param('name')));
    const request = { kty: 'RSA', key_size: content.size, key_ops: [...content.operations], tags };
    return context.json(bundle(await createKey(keys, name, createKeySchema.parse(request))));
  });
  routes.get('/keys/:name/versions', (context) => {
    const items = keys.versions(objectName(context.req.param('name'))).map((key) => item(key, kid(key)));
    return context.json(pageOf(new URL(context.req.url), baseUrl(), items));
  });
  routes.on('GET', ['/keys/:name', '/keys/:name/:version{[0-9a-f]+|-}'], (context) =>
    context.json(
      bundle(keys.get(objectName(context.req.param('name')), versionOf(context.req.param('version')))),
    ),
  );
  routes.on('PATCH', ['/keys/:name', '/keys/:name/:version'], async (context) => {
    const name = objectName(context.req.param('name'));
    const version = versionOf(context.req.param('version'));
    const { key_ops, attributes, tags } = await readBody(context.req.raw, updateSchema);
    const before = keys.get(name, version);
    const key = keys.update(name, version, {
      content: { ...before.content, operations: key_ops ?? before.content.operations },
      attributes: mergeAttributes(attributes, before.attributes),
      tags: tags ?? before.tags,
    });
    return context.json(bundle(key));
  });
  routes.delete('/keys/:name', (context) => {
    const key = keys.remove(objectName(context.req.param('name')));
    return context.json({ ...bundle(key), ...deletion(key) });
  });

  for (const [path, [operation, run]] of Object.entries(operations))
    routes.post(`/keys/:name/:version/${path}`, async (context) => {
      const key = keys.get(objectName(context.req.param('name')), versionOf(context.req.param('version')));
      const { alg, value } = await readBody(context.req.raw, operationSchema);
      const result = run(keyFor(operation, key, clock), alg, value);
      return context.json({ kid: kid(key), value: result.toString('base64url') });
    });
  routes.post('/keys/:name/:version/verify', async (context) => {
    const key = keys.get(objectName(context.req.param('name')), versionOf(context.req.param('version')));
    const { alg, digest, value } = await readBody(context.req.raw, verifySchema);
    return context.json({ value: verifyDigest(keyFor('verify', key, clock), alg, digest, value) });
  });

  routes.get('/deletedkeys', (context) => {
    const items = keys
      .listDeleted()
      .map((key) => ({ ...item(key, `${baseUrl()}/keys/${key.name}`), ...deletion(key) }));
    return context.json(pageOf(new URL(context.req.url), baseUrl(), items));
  });
  routes.get('/deletedkeys/:name', (context) => {
    const key = keys.deleted(objectName(context.req.param('name')));
    return context.json({ ...bundle(key), ...deletion(key) });
  });
  routes.post('/deletedkeys/:name/recover', (context) =>
    context.json(bundle(keys.recover(objectName(context.req.param('name'))))),
  );
  routes.delete('/deletedkeys/:name', (context) => {
    keys.purge(objectName(context.req.param('name')));
    return context.body(null, 204);
  });
  return routes;
}
