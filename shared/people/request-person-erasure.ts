import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict, type Invalid, type NotFound, notFound } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import { madeBefore } from '../kernel/made-before.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { FindPeople } from './find-people.ts';
import {
  marksUse,
  type PersonErasure,
  type PersonErasureStore,
  personErasureMessage,
} from './person-erasure.ts';
import { marksOf, marksOfTerms } from './person-marks.ts';
import { type TypedTerms, toTerms } from './person-terms.ts';

export interface PersonErasureWish extends TypedTerms {
  /** As many people as the export has shown for these terms: the confirmation. */
  readonly people: number;
}

/**
 * [T5] Begins the erasure of the people whom the terms name, and keeps them out from this commit on. Repeated under the same
 * command it answers the same erasure. `people-differ`: others are found than were shown.
 */
export const makeRequestPersonErasure =
  (deps: {
    readonly personErasures: PersonErasureStore;
    readonly tenants: TenantStore;
    readonly findPeople: FindPeople;
    readonly hashes: KeyedHashes;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly random: Random;
  }) =>
  async (
    ctx: TenantContext,
    wish: PersonErasureWish,
  ): Promise<Result<Versioned<PersonErasure>, NotFound | Invalid | Conflict>> => {
    const again = await madeBefore(ctx, deps.personErasures);
    if (again !== undefined) return ok(again);
    const tenant = (await deps.tenants.get(ctx, tenantEntityId))?.value;
    if (tenant === undefined) return err(notFound);
    const terms = toTerms(wish, tenant.countryCode);
    if (!terms.ok) return terms;
    const found = await deps.findPeople(ctx, terms.value);
    if (!found.ok) return found;
    const { people, shared } = found.value;
    if (people.length !== wish.people) return err(conflict('people-differ'));

    const entries = people.flatMap((person) => person.entries);
    const marks = new Set([...marksOf(entries, shared), ...marksOfTerms(terms.value, shared)]);
    const address = tenant.notificationAddress?.trim().toLowerCase();
    if (address !== undefined && marks.has(`email|${address}`)) return err(conflict('notification-address'));
    const { keyNumber, hash } = await deps.hashes.keyedHash(ctx, marksUse);
    const now = toIso(deps.clock.now());
    const erasure: PersonErasure = {
      id: ctx.commandId ?? deps.random.id(),
      state: 'erasing',
      people: people.length,
      requestedAt: now,
      keyNumber,
      // Sorted, so that their order tells nothing of whose they are.
      marks: [...marks].map(hash).sort(),
      pass: 1,
      stage: 'sources',
      notBefore: now,
      step: 0,
      unnamed: [],
      counts: { entries: 0, contacts: 0, snapshots: 0, mails: 0, answers: 0 },
    };
    const inserted = deps.personErasures.inserted(ctx, erasure);
    const done = await deps.commit(ctx, [inserted], [personErasureMessage(ctx, erasure)]);
    if (done.ok) return ok({ value: erasure, etag: done.value[0] ?? '' });
    const existing = await deps.personErasures.get(ctx, erasure.id);
    if (existing === undefined) throw new ServiceError('table storage');
    return ok(existing);
  };
