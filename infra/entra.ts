import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cliToken, makeAsk } from './entra/azure-cli.ts';
import { register, renewCertificate } from './entra/register.ts';

/**
 * `npm run infra:entra -- --environment dev --url https://… [--url https://…] [--vault https://…] [--apply]`:
 * Switchboard's registration at Entra, in the tenant that `az login` chose. Without `--apply` it only says what it would
 * do. Needs the right to manage that application (Application Developer is enough for a new one). With `--vault` the
 * certificate, too: Key Vault Certificates Officer there.
 */
const { values } = parseArgs({
  options: {
    environment: { type: 'string' },
    url: { type: 'string', multiple: true, default: [] },
    vault: { type: 'string' },
    certificate: { type: 'string', default: 'entra-app-certificate' },
    apply: { type: 'boolean', default: false },
  },
});
const { environment = '', url, vault, certificate, apply } = values;
if (!/^(dev|test|prod)$/.test(environment) || (url.length === 0 && vault === undefined)) {
  console.error(
    'usage: npm run infra:entra -- --environment dev|test|prod --url https://… [--vault https://…] [--apply]',
  );
  process.exit(2);
}

const graph = makeAsk('https://graph.microsoft.com/v1.0', cliToken('https://graph.microsoft.com'));
const deps = { graph, say: (line: string) => console.log(line), now: () => Date.now(), sleep, apply };

if (url.length > 0) {
  const publicUrls = url.map((each) => each.replace(/\/+$/, ''));
  const appId = await register(deps, environment, publicUrls);
  const { value } = (await graph('GET', '/organization?$select=id')) as { readonly value: { id: string }[] };
  console.log(`export SWITCHBOARD_ENTRA_CLIENT_ID=${appId ?? ''}`);
  console.log(`export SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID=${value[0]?.id ?? ''}`);
}
if (vault !== undefined) {
  const ask = makeAsk(vault.replace(/\/+$/, ''), cliToken('https://vault.azure.net'));
  await renewCertificate(deps, ask, environment, certificate);
}
