import { Client, type Context, type GraphRequest, type Middleware } from '@microsoft/microsoft-graph-client';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { companies } from '../../seed/companies.ts';
import type { SeedCompany, SeedUser } from '../../seed/company.ts';
import type { GraphCaller } from './message.ts';
import { type GraphEmulator, type GraphEmulatorOptions, startGraphEmulator } from './server.ts';

const allPermissions = [
  'User.Read.All',
  'GroupMember.Read.All',
  'OrgContact.Read.All',
  'Organization.Read.All',
  'Contacts.ReadWrite',
];

/** A clock that stands still until told otherwise. */
export function steppingClock(startMs = Date.UTC(2026, 5, 1)): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** Tokens of the tests are the caller as JSON in base64url; the words `expired` and `rubbish` stand for themselves. */
export const tokenOf = (caller: GraphCaller): string =>
  Buffer.from(JSON.stringify(caller)).toString('base64url');

async function verifyToken(bearer: string): Promise<GraphCaller | 'expired' | 'invalid'> {
  if (bearer === 'expired') return 'expired';
  if (bearer === 'rubbish') return 'invalid';
  return JSON.parse(Buffer.from(bearer, 'base64url').toString('utf8')) as GraphCaller;
}

/** Carries Graph's public URLs to the emulator: what the product's own transport does. */
const transport = (url: string, token: string): Middleware => ({
  async execute(context: Context) {
    const target = String(context.request).replace('https://graph.microsoft.com', url);
    const headers = new Headers(context.options?.headers);
    headers.set('authorization', `Bearer ${token}`);
    const { method, body } = context.options ?? {};
    context.response = await fetch(target, {
      method: method ?? 'GET',
      headers,
      body: (body ?? null) as string | null,
    });
  },
});

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As loosely typed as the real client's answers. */
  readonly json: Awaited<ReturnType<GraphRequest['get']>>;
}

/** An emulator on a free port that ends with the test, its clock, the real client and plain calls. */
export async function testEmulator(
  options: Partial<GraphEmulatorOptions> & { readonly caller?: Partial<GraphCaller> } = {},
) {
  const clock = steppingClock();
  const { caller, ...rest } = options;
  const emulator: GraphEmulator = await startGraphEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    companies,
    verifyToken,
    ...rest,
  });
  onTestFinished(() => emulator.close());
  const company = firstCompany();
  const token = tokenOf({ tenantId: company.tenantId, appId: 'app', permissions: allPermissions, ...caller });
  const client = Client.initWithMiddleware({ middleware: transport(emulator.url, token) });

  /** `path` may also be a whole link out of an answer. */
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(
      `${emulator.url}/v1.0${path.replace('https://graph.microsoft.com/v1.0', '')}`,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: isBytes ? Buffer.from(body) : typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
  }

  return { emulator, admin: emulator.admin, clock, client, call, company, token };
}

function firstCompany(): SeedCompany {
  const [company] = companies;
  if (!company) throw new Error('The seed is empty.');
  return company;
}

/** The nth user of the first company with a mailbox, from 0. */
export function mailboxOwner(nth = 0): SeedUser {
  const user = firstCompany().users.filter(({ hasMailbox }) => hasMailbox)[nth];
  if (!user) throw new Error('The seed has not so many mailboxes.');
  return user;
}

/** The path of a contact's tag as a create carries it. */
export const tagId = 'String {aa3df801-4fc7-401f-bbc1-7c93d6498c2e} Name SwitchboardKey';
