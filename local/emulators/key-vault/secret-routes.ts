import { Hono } from 'hono';
import { z } from 'zod';
import { badParameter, VaultError } from './errors.ts';
import type { Objects, ObjectVersion } from './objects.ts';
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

export interface SecretContent {
  readonly value: string;
  readonly contentType?: string;
}
type Secret = ObjectVersion<SecretContent>;

const setSchema = z.object({
  value: z.string(),
  contentType: z.string().nullish(),
  attributes: attributesSchema,
  tags: tagsSchema,
});
const updateSchema = setSchema.omit({ value: true });

/** 25 KB, the service's limit. */
const maximumBytes = 25 * 1024;

const contentOf = (value: string, contentType: string | null | undefined): SecretContent =>
  contentType === null || contentType === undefined ? { value } : { value, contentType };

/** `/secrets` and `/deletedsecrets`. */
export function secretRoutes(secrets: Objects<SecretContent>, baseUrl: () => string): Hono {
  const about = (secret: Secret, id: string) => ({
    id: `${baseUrl()}/secrets/${id}`,
    ...(secret.content.contentType === undefined ? {} : { contentType: secret.content.contentType }),
    attributes: attributesOf(secret),
    ...tagsOf(secret),
  });
  const properties = (secret: Secret) => about(secret, `${secret.name}/${secret.version}`);
  const bundle = (secret: Secret) => ({ value: secret.content.value, ...properties(secret) });
  const item = (secret: Secret) => about(secret, secret.name);
  const deletion = (secret: Parameters<typeof deletionOf>[2]) =>
    deletionOf(baseUrl(), 'deletedsecrets', secret);

  const routes = new Hono();
  routes.get('/secrets', (context) =>
    context.json(pageOf(new URL(context.req.url), baseUrl(), secrets.list().map(item))),
  );
  routes.put('/secrets/:name', async (context) => {
    const name = objectName(context.req.param('name'));
    const { value, contentType, attributes, tags } = await readBody(context.req.raw, setSchema);
    if (Buffer.byteLength(value) > maximumBytes)
      throw badParameter('The specified secret value exceeds the size limit of 25 KB.');
    const content = contentOf(value, contentType);
    const secret = secrets.add(name, { content, attributes: mergeAttributes(attributes), tags: tags ?? {} });
    return context.json(bundle(secret));
  });
  routes.get('/secrets/:name/versions', (context) => {
    const versions = secrets.versions(objectName(context.req.param('name')));
    return context.json(pageOf(new URL(context.req.url), baseUrl(), versions.map(properties)));
  });
  routes.on('GET', ['/secrets/:name', '/secrets/:name/:version'], (context) => {
    const secret = secrets.get(objectName(context.req.param('name')), context.req.param('version'));
    if (!secret.attributes.enabled)
      throw new VaultError(
        403,
        'Forbidden',
        'Operation get is not allowed on a disabled secret.',
        'SecretDisabled',
      );
    return context.json(bundle(secret));
  });
  routes.on('PATCH', ['/secrets/:name', '/secrets/:name/:version'], async (context) => {
    const name = objectName(context.req.param('name'));
    const version = context.req.param('version');
    const { contentType, attributes, tags } = await readBody(context.req.raw, updateSchema);
    const before = secrets.get(name, version);
    const secret = secrets.update(name, version, {
      content: contentOf(before.content.value, contentType ?? before.content.contentType),
      attributes: mergeAttributes(attributes, before.attributes),
      tags: tags ?? before.tags,
    });
    return context.json(properties(secret));
  });
  routes.delete('/secrets/:name', (context) => {
    const secret = secrets.remove(objectName(context.req.param('name')));
    return context.json({ ...properties(secret), ...deletion(secret) });
  });

  routes.get('/deletedsecrets', (context) => {
    const items = secrets.listDeleted().map((secret) => ({ ...item(secret), ...deletion(secret) }));
    return context.json(pageOf(new URL(context.req.url), baseUrl(), items));
  });
  routes.get('/deletedsecrets/:name', (context) => {
    const secret = secrets.deleted(objectName(context.req.param('name')));
    return context.json({ ...properties(secret), ...deletion(secret) });
  });
  routes.post('/deletedsecrets/:name/recover', (context) =>
    context.json(properties(secrets.recover(objectName(context.req.param('name'))))),
  );
  routes.delete('/deletedsecrets/:name', (context) => {
    secrets.purge(objectName(context.req.param('name')));
    return context.body(null, 204);
  });
  return routes;
}
