import { onTestFinished } from 'vitest';
import type { GraphCaller } from '../../../local/emulators/graph/message.ts';
import { type GraphEmulatorOptions, startGraphEmulator } from '../../../local/emulators/graph/server.ts';
import { steppingClock } from '../../../local/emulators/graph/test-emulator.ts';
import { companies } from '../../../local/seed/companies.ts';
import type { SeedUser } from '../../../local/seed/company.ts';
import { asId, type MailboxId, tenantId } from '../../kernel/ids.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import type { AppToken, AppTokens } from '../entra/token-client.ts';
import type { TokenFailure } from '../entra/token-refusal.ts';
import { type CallReport, makeGraph } from './client.ts';
import { allPermissions } from './permissions.ts';

/** Tokens for the emulator's own check: the caller in base64url; `expired` stands for itself. */
const tokenFor = (caller: GraphCaller): string => Buffer.from(JSON.stringify(caller)).toString('base64url');

const verifyToken = async (bearer: string): Promise<GraphCaller | 'expired' | 'invalid'> =>
  bearer === 'expired' ? 'expired' : (JSON.parse(Buffer.from(bearer, 'base64url').toString()) as GraphCaller);

/** The Graph emulator, ending with the test, and the product's own client to it, with tokens made here. */
export async function graphStack(
  options: Partial<GraphEmulatorOptions> & {
    readonly permissions?: readonly string[];
    readonly timeoutMs?: number;
  } = {},
) {
  const { permissions = allPermissions, timeoutMs = 5_000, ...rest } = options;
  const clock = steppingClock();
  const emulator = await startGraphEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    companies,
    verifyToken,
    ...rest,
  });
  onTestFinished(() => emulator.close());
  const [company] = companies;
  if (company === undefined) throw new Error('the seed is empty');

  const good: AppToken = {
    accessToken: tokenFor({ tenantId: company.tenantId, appId: 'app', permissions }),
    permissions,
  };
  const next: Result<AppToken, TokenFailure>[] = [];
  const freshness: boolean[] = [];
  const tokens: AppTokens = {
    token: async (_ctx, how) => {
      freshness.push(how?.fresh === true);
      return next.shift() ?? ok(good);
    },
  };
  const reports: CallReport[] = [];
  const graph = makeGraph({
    url: emulator.url,
    timeoutMs,
    tokens,
    clock,
    onCall: (report) => reports.push(report),
  });
  const mailboxId = (user: SeedUser): MailboxId => asId<MailboxId>(user.id);

  return {
    emulator,
    admin: emulator.admin,
    company,
    clock,
    graph,
    tokens,
    /** One entry per token asked for: whether it had to be a fresh one. */
    freshness,
    reports,
    /** The next token asked for is this one; later ones are good again. */
    nextToken: (token: TokenFailure | 'expired') =>
      void next.push(token === 'expired' ? ok({ ...good, accessToken: 'expired' }) : err(token)),
    ctx: systemContext(tenantId(company.tenantId), '11111111-2222-4333-8444-555555555555'),
    /** Users with a mailbox. */
    owners: company.users.filter(({ hasMailbox }) => hasMailbox),
    mailboxId,
  };
}
