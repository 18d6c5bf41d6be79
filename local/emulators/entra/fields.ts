import type { Context } from 'hono';
import { EntraError } from './errors.ts';

/** The single-valued parameters of a query or a form; an empty one counts as missing. */
export type Fields = Readonly<Record<string, string | undefined>>;

const present = (entries: Iterable<[string, string]>): Fields =>
  Object.fromEntries([...entries].filter(([, value]) => value !== ''));

export const queryFields = (context: Context): Fields => present(new URL(context.req.url).searchParams);

/** The form in the body; a body of another type has no fields, as Entra sees it. */
export async function formFields(context: Context): Promise<Fields> {
  const isForm = context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm ? present(new URLSearchParams(await context.req.text())) : {};
}

/** The field's value, or the AADSTS error that says that it is missing. */
export function required(fields: Fields, name: string, code: 90014 | 900144): string {
  const value = fields[name];
  if (value === undefined) throw new EntraError(code, name);
  return value;
}

/** `client_secret_basic`: both halves are form-encoded within the header. */
export function basicCredentials(authorization: string | undefined): Fields {
  if (authorization?.startsWith('Basic ') !== true) return {};
  const text = Buffer.from(authorization.slice('Basic '.length), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return {};
  return present(
    new URLSearchParams(`client_id=${text.slice(0, colon)}&client_secret=${text.slice(colon + 1)}`),
  );
}
