import { makeSignedTickets } from '../../shared/encryption/signed-ticket.ts';
import type { LogFields } from '../../shared/kernel/log.ts';
import { makeChangeSource } from '../../shared/sources/change-source.ts';
import { makeCreateSource } from '../../shared/sources/create-source.ts';
import { makeDeleteSource } from '../../shared/sources/delete-source.ts';
import { makeFinishSignIn, type SignInAnswer } from '../../shared/sources/finish-sign-in.ts';
import {
  makeCreateSignInLink,
  makeOpenSignInLink,
  signInTicketSchema,
} from '../../shared/sources/sign-in-link.ts';
import { makeProveSignIn } from '../../shared/sources/sign-in-proof.ts';
import type { SignInState, SignInStates } from '../../shared/sources/sign-in-state.ts';
import { makeStartSignIn } from '../../shared/sources/start-sign-in.ts';
import { makeTestSource } from '../../shared/sources/test-source.ts';
import { makeFakePersonalContacts } from './fake-personal-contacts.ts';
import { makeSourceBench, type SourceBenchOptions } from './source-fixtures.ts';
import { succeeded } from './tenant-fixtures.ts';

export const userId = '5e1f0000-0000-4000-8000-00000000000a';
export const otherId = '5e1f0000-0000-4000-8000-00000000000b';

const person = (key: string) => ({
  key,
  displayName: `Contact ${key}`,
  emails: [],
  businessPhones: ['089 123456'],
  enabled: true,
  hidden: false,
});

/** A company, a source of a user's own contacts, Entra and the browser that goes there and back. */
export const makeSignInBench = async (options: Pick<SourceBenchOptions, 'wrap'> = {}) => {
  const wrap = options.wrap ?? ((port) => port);
  const personal = makeFakePersonalContacts();
  personal.put(userId, [person('a'), person('b')]);
  personal.put(otherId, [person('c')]);
  const bench = makeSourceBench({ ...options, readers: { 'office-365': personal.reader } });
  await bench.have();
  const kept = new Map<string, SignInState>();
  const states: SignInStates = {
    put: async (_ctx, state) => void kept.set(state.stateHash, state),
    take: async (hash) => {
      const state = kept.get(hash);
      kept.delete(hash);
      return state;
    },
  };
  const key = async () => Buffer.alloc(32, 7);
  const tickets = makeSignedTickets({
    purpose: 'sign-in-ticket/1',
    payload: signInTicketSchema,
    key,
    clock: bench.clock,
  });
  const erasing = { is: false };
  const logged: (LogFields | undefined)[] = [];
  const userSignIn = wrap(bench.signIn.port);
  const deps = {
    ...bench,
    tickets,
    states: wrap(states),
    prove: makeProveSignIn({ key }),
    userSignIn,
    commit: wrap(bench.commit),
    publicUrl: 'https://api.example',
    isBeingErased: async () => erasing.is,
    log: (_level: string, _message: string, fields?: LogFields) => void logged.push(fields),
  };
  const openSignInLink = makeOpenSignInLink(deps);
  const createLink = makeCreateSignInLink(deps);
  const start = makeStartSignIn({ ...deps, openSignInLink });
  const finish = makeFinishSignIn(deps);
  const wanted = {
    kind: 'office-365',
    filter: 'all',
    includeDisabled: false,
    includeHidden: false,
    includePhotos: false,
  } as const;

  const create = async (settings: { readonly userId?: string } = { userId }) =>
    succeeded(await makeCreateSource(bench)(bench.ctx, { ...wanted, settings })).value;
  const ticketOf = async (id: string) => {
    const { signInUrl } = succeeded(await createLink(bench.ctx, id));
    return new URL(signInUrl).searchParams.get('ticket') ?? '';
  };
  /** Opens the link, signs in as `user` and comes back, ready to finish. */
  const begin = async (id: string, user = userId) => {
    const begun = succeeded(await start({ ticket: await ticketOf(id), correlationId: 'c1' }));
    const back = bench.signIn.signIn(begun.redirectTo, user);
    const answer: SignInAnswer = {
      correlationId: 'c2',
      ...back,
      error: undefined,
      errorDescription: undefined,
      cookie: begun.cookie,
    };
    return { begun, answer };
  };
  const signIn = async (id: string, user = userId) => finish((await begin(id, user)).answer);
  const of = async (id: string) => (await bench.sources.get(bench.ctx, id))?.value;

  return {
    ...bench,
    /** Signs in at a page of Entra, whatever page it is. */
    entra: (page: string, user = userId) => bench.signIn.signIn(page, user),
    entraPort: bench.signIn.port,
    refuse: bench.signIn.refuse,
    revoke: bench.signIn.revoke,
    keepOneToken: bench.signIn.keepOneToken,
    isGood: bench.signIn.isGood,
    kept,
    logged,
    erasing,
    openSignInLink,
    createLink,
    ticketOf,
    start,
    finish,
    create,
    begin,
    signIn,
    of,
    change: makeChangeSource(bench),
    remove: makeDeleteSource({ ...bench, use: { sharesOf: async () => [] } }),
    test: makeTestSource(bench),
    read: (id: string) => bench.refresh({ sourceId: id }),
    keys: async (id: string) => {
      const keys: string[] = [];
      const source = await of(id);
      if (source === undefined) return keys;
      for await (const page of bench.contacts.all(bench.ctx, source.id))
        keys.push(...page.map(({ key }) => key));
      return keys.sort();
    },
    secretName: (id: string, version: number) => `source-${bench.ctx.tenantId}-${id}-${version}`,
    held: (id: string, version = 1) =>
      JSON.parse(bench.vault.get(`source-${bench.ctx.tenantId}-${id}-${version}`) ?? '{}') as {
        readonly userId?: string;
        readonly refreshToken?: string;
      },
  };
};
