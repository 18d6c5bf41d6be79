import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { findTenant, findUser, readTenants } from './token/accounts.ts';
import { signIn } from './token/sign-in.ts';

const help = `Prints an API access token for a seeded user of the running embedded stack (npm start).

  node local/token.ts --tenant <id|domain|name> --role <Admin|Reader|PbxAdmin|Operator>
  node local/token.ts --tenant <id|domain|name> --user <user principal name> [--role <role>]

  --tenant     the company: tenant id, domain, name, or how one of them begins
  --role       sign in whoever holds this role
  --user       sign in this user
  --endpoints  the file that npm start writes (default .local/endpoints.json)
  --help       this text

The token alone goes to stdout: curl -H "authorization: Bearer $(node local/token.ts --tenant … --role Admin)" …
`;

/** What `npm start` writes about the running stack, as far as signing in needs it. */
const endpointsSchema = z.object({
  entra: z.url(),
  clientId: z.string(),
  /** One of the app's registered redirect URIs; the code is read off it, nothing listens there. */
  redirectUri: z.string().default('http://localhost'),
});

const fail = (message: string): 1 => {
  process.stderr.write(`${message}\n`);
  return 1;
};

async function main(args: readonly string[]): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tenant: { type: 'string' },
      role: { type: 'string' },
      user: { type: 'string' },
      endpoints: { type: 'string', default: join(import.meta.dirname, '..', '.local', 'endpoints.json') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.tenant === undefined || (values.role === undefined && values.user === undefined))
    return fail(help);

  const written = await readFile(values.endpoints, 'utf8').catch(() => undefined);
  if (written === undefined)
    return fail(`There is no ${values.endpoints}: start the stack first (npm start).`);
  const { entra, clientId, redirectUri } = endpointsSchema.parse(JSON.parse(written));
  const tenants = await readTenants(entra).catch(() => undefined);
  if (tenants === undefined) return fail(`Nothing answers at ${entra}: is the stack running (npm start)?`);

  const tenant = findTenant(tenants, values.tenant);
  if (!tenant.ok) return fail(tenant.error);
  const user = findUser(tenant.value, { role: values.role, upn: values.user });
  if (!user.ok) return fail(user.error);
  const token = await signIn({
    entraUrl: entra,
    tenantId: tenant.value.tenantId,
    clientId,
    redirectUri,
    scope: `openid api://${clientId}/.default`,
    user: user.value,
  });
  if (!token.ok) return fail(`The sign-in failed: ${token.error}`);
  process.stdout.write(`${token.value}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) =>
  fail(error instanceof Error ? error.message : String(error)),
);
