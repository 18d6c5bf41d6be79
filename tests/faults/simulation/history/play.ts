import { fromIso, toIso } from '../../../../shared/kernel/clock.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext } from '../../../../shared/kernel/tenant-context.ts';
import { emptyAccount, type LicenceAccount } from '../../../../shared/licences/licence-account.ts';
import { requiredPermissions } from '../../../../shared/tenants/permissions.ts';
import type { PortCall } from '../world/gate.ts';
import type { Planted } from '../world/instance.ts';
import { makePrng } from '../world/prng.ts';
import { makeWorld, type World } from '../world/world.ts';
import { type Administrate, makeAdministrate } from './administrate.ts';
import { type NightWork, nightWork } from './at-work.ts';
import { makeClient } from './client.ts';
import { companyOf, domainOf, noticesTo, tenantIdOf } from './companies.ts';
import { makeDesk } from './desk.ts';
import type { Act, Command, History, Licences } from './history.ts';
import { makeInterfere } from './interfere.ts';
import { isOutside, makeOutside, noteSeed, twinsIn } from './mailbox-edits.ts';
import { type Subscribed, subscribedBefore } from './subscribed.ts';
import { makeTruth, personKey, type Truth } from './truth.ts';

export interface Played {
  readonly history: History;
  readonly world: World;
  readonly truth: Truth;
  /** Why it came to no end, if it did not. */
  readonly broken: readonly string[];
  /** Contacts that were in a folder twice when the faults had ended and no night had passed yet. */
  twins: readonly string[];
  /** Graph requests to mailboxes since the begin: when the faults had ended, and after each undisturbed night. */
  readonly requests: number[];
  /** What the last of these nights had to look at. */
  lastNight: NightWork;
}

export interface PlayOptions {
  readonly planted?: Planted;
  /** Each call that a fault could meet. */
  readonly onCall?: (call: PortCall) => void;
  /** Asked after each undisturbed night: whether the others are not needed. */
  readonly isEnough?: (played: Played) => Promise<boolean>;
}

const hour = 3_600_000;
const nights = 3;

const noonAfter = (now: number): number => Math.ceil((now - 12 * hour) / (24 * hour)) * 24 * hour + 12 * hour;

const accountOf = ({ held, trialEndsAfterMs }: Licences, begin: number): LicenceAccount => ({
  ...emptyAccount,
  held,
  booked: held > 0,
  trial: {
    startedAt: toIso(begin + trialEndsAfterMs - 91 * 24 * hour),
    endsAt: toIso(begin + trialEndsAfterMs),
  },
});

export const onboard = async (
  world: World,
  company: number,
  licences: Licences | null,
  subscribed: Subscribed | null = null,
): Promise<void> => {
  const [instance] = world.instances();
  if (instance === undefined) return;
  const ctx = systemContext(tenantId(tenantIdOf(company)), 'onboarding');
  const { tenants, licenceAccounts, commit } = instance.stores;
  const tenant = {
    tenantId: ctx.tenantId,
    displayName: `Firma ${company}`,
    defaultDomain: domainOf(company),
    countryCode: 'DE',
    language: 'de',
    timeZone: 'Europe/Berlin',
    region: 'germanywestcentral',
    state: 'active',
    permissions: [...requiredPermissions].sort(),
    consentedAt: '2026-01-01T00:00:00.000Z',
    notificationAddress: noticesTo(company),
  } as const;
  let done = false;
  const account =
    licences === null ? [] : [licenceAccounts.inserted(ctx, accountOf(licences, world.timeline.now()))];
  const begin = async () => {
    const before = subscribed === null ? [] : await subscribedBefore(world, ctx, subscribed, tenant.timeZone);
    await commit(ctx, [
      tenants.inserted(ctx, { ...tenant, permissions: [...tenant.permissions] }),
      ...account,
      ...before,
    ]);
    done = true;
  };
  void begin();
  await world.run(() => done);
};

/** Plays a history to its end: commands and faults, then calm, then three nights in which nobody disturbs. */
export const play = async (history: History, options: PlayOptions = {}): Promise<Played> => {
  const prng = makePrng(history.seed, 'companies');
  const numbers = Array.from({ length: history.companies }, (_, n) => n);
  const companies = numbers.map((n) => companyOf(n, history.people, prng));
  const truth = makeTruth();
  const broken: string[] = [];
  let begun = false;
  let calm = false;
  const world = makeWorld({
    seed: history.seed,
    startMs: fromIso(history.start),
    companies,
    faults: history.faults,
    ...(options.planted === undefined ? {} : { planted: options.planted }),
    onCall: (call) => {
      if (begun && !calm) options.onCall?.(call);
    },
    isCalm: () => !begun,
  });
  for (const [company, { users }] of companies.entries()) {
    for (const [user, seed] of users.entries()) {
      noteSeed(truth, company, user, seed);
      for (const folder of world.graph.admin.readMailbox(tenantIdOf(company), seed.id))
        truth.own.set(
          personKey(company, user),
          folder.contacts.map((each) => ({ id: String(each['id']), surname: String(each['surname']) })),
        );
    }
    truth.groups.set(company, [0, 1]);
    await onboard(world, company, history.licences?.[company] ?? null, history.subscribed?.[company] ?? null);
  }
  begun = true;

  const clients = numbers.map((company) => makeClient(world, company));
  const desk = makeDesk(world, truth, (company) => {
    const client = clients[company];
    if (client === undefined) throw new Error(`no company ${company}`);
    return client;
  });
  const administrate = makeAdministrate(desk);
  const outside = makeOutside(world, truth);
  const begin = world.timeline.now();
  let open = 0;

  /** Each share and each import has one administrator, who does one thing after the other. */
  const lines = new Map<string, Promise<void>>();
  const does = { ...administrate, ...outside } as Readonly<Record<Act['kind'], (act: never) => unknown>>;
  const enqueue = ({ at, act }: Command): void => {
    if (world.timeline.now() < begin + at) {
      open += 1;
      world.timeline.at(begin + at, () => {
        open -= 1;
        enqueue({ at, act });
      });
      return;
    }
    if (!isAdministrative(act)) {
      void does[act.kind](act as never);
      return;
    }
    open += 1;
    const own = linesOf(act);
    const done = Promise.all(own.map((line) => lines.get(line) ?? Promise.resolve()))
      .then(async () => void (await does[act.kind](act as never)))
      .catch((error: unknown) => void broken.push(`${act.kind} ended with ${String(error)}`))
      .finally(() => {
        open -= 1;
      });
    for (const line of own) lines.set(line, done);
  };
  for (const command of [...history.commands].sort((a, b) => a.at - b.at)) enqueue(command);
  world.interfere = makeInterfere(world, truth, history.people, (act) =>
    enqueue({ at: world.timeline.now() - begin, act }),
  );
  const last = Math.max(0, ...history.commands.map(({ at }) => at));
  const ended = await world.run(() => open === 0 && world.timeline.now() >= begin + last);
  if (!ended) broken.push('commands have not come to their end');

  calm = true;
  world.calm();
  for (const n of numbers) world.entra.decide(tenantIdOf(n), 'given');
  const idle = () => world.host.isIdle() && world.queues.waiting().length === 0;
  const quiet = async (untilMs: number) => {
    if (!(await world.run(() => idle() && world.timeline.now() >= untilMs))) broken.push('there is no quiet');
  };
  const played: Played = {
    history,
    world,
    truth,
    broken,
    twins: [],
    requests: [],
    lastNight: { mailboxes: 0, heldBack: 0 },
  };
  const requests = () => world.graph.counting.read().mailboxRequests;
  const noon = noonAfter(world.timeline.now());
  await quiet(world.timeline.now() + 60_000);
  played.twins = twinsIn(world, truth);
  await quiet(noon);
  played.requests.push(requests());
  // Runs are at night, so a day is counted from noon. Three of them: what a fault has delayed may take the first, and a
  // source that was read shortly before a night is not read again for it.
  for (let night = 1; night <= nights; night++) {
    await quiet(noon + night * 24 * hour);
    played.requests.push(requests());
    played.lastNight = nightWork(played);
    if (await options.isEnough?.(played)) break;
  }
  return played;
};

const isAdministrative = (act: Act): act is Act & { readonly kind: keyof Administrate } => !isOutside(act);

/** A seat that changes hands is the business of both users; of nobody's where it should not change hands. */
const linesOf = (act: Act): readonly string[] => {
  if (act.kind !== 'reassign-seat') return [lineOf(act)];
  const { company, user, to } = act;
  return user === to
    ? [`seats that stay ${company}/${user}`]
    : [`seat ${company}/${user}`, `seat ${company}/${to}`];
};

/** What must not overtake each other: changes of one share, of one import; everything else is on its own. */
const lineOf = (act: Act): string => {
  if (act.kind === 'create-share') return `share ${act.name}`;
  if (act.kind === 'create-import') return `import ${act.name}`;
  if (act.kind === 'subscribe') return `${act.plan} of ${act.company}`;
  if (act.kind === 'change-subscription') return `subscription ${act.company}`;
  if (act.kind === 'take-seat' || act.kind === 'give-seat-back') return `seat ${act.company}/${act.user}`;
  if (act.kind === 'revoke-token') return `token ${act.company}`;
  if (act.kind === 'set-contract' || act.kind === 'set-brand' || act.kind === 'see-brand')
    return `app of ${act.company}`;
  if (act.kind === 'take-all-out') return `${act.kind} ${act.company}`;
  // Two of the operator's staff know nothing of each other.
  if (act.kind === 'correct-statement') return JSON.stringify(act);
  if (act.kind === 'tend-dead-letters') return act.kind;
  if (act.kind === 'buy' || act.kind === 'hand-in') return `purchases ${act.company}/${act.user}`;
  if (act.kind === 'store-tells') return `store ${act.company}/${act.user}`;
  if ('share' in act) return `share ${act.share}`;
  if ('import' in act) return `import ${act.import}`;
  return `company ${'company' in act ? act.company : ''}`;
};
