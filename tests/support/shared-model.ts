import { createHash } from 'node:crypto';
import { type Clock, toIso } from '../../shared/kernel/clock.ts';
import { notFound, type ShareUnusable, type Unavailable } from '../../shared/kernel/failures.ts';
import { asId, type ShareId, tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { Redeemed, SharedContacts, Snapshot } from '../../shared/shares/snapshot.ts';
import { contactOf, photoBytes, type ShareModel, shareOf } from './share-model.ts';

/** A provider and his one share, as an importer meets them. */
export const makeSharedModel = (clock: Clock) => {
  const snapshots = new Map<string, Snapshot>();
  const uses = new Map<string, number>();
  let share: ShareModel = shareOf(0);
  let loads = 0;
  const control = {
    failure: undefined as ShareUnusable | Unavailable | undefined,
    losesSnapshots: false,
    confirmed: [] as readonly string[],
    offers: {} as Pick<Redeemed, 'category' | 'categoryColour'>,
  };

  const sha = (text: string) => createHash('sha256').update(text).digest('hex');
  const take = (): Snapshot => {
    const contacts = [...share.people].map(([key, person]) => contactOf(key, person));
    const version = sha(JSON.stringify([contacts, share.note])).slice(0, 32);
    const snapshot = { version, contacts, ...(share.note === undefined ? {} : { note: share.note }) };
    snapshots.set(version, snapshot);
    return snapshot;
  };

  const shared: SharedContacts = {
    takeSnapshot: async () => {
      if (control.failure !== undefined) return err(control.failure);
      const { version, contacts } = take();
      const info = { version, count: contacts.length, takenAt: toIso(clock.now()), trimmed: {} };
      return ok({ ...info, shareName: 'Müller AG', providerName: 'Müller AG' });
    },
    load: async (_ctx, _grant, version) => {
      loads++;
      if (control.failure?.type === 'share-unusable') return err(control.failure);
      const snapshot = snapshots.get(version);
      return snapshot === undefined || control.losesSnapshots ? err(notFound) : ok(snapshot);
    },
    photo: async (_ctx, _grant, hash) => {
      for (const { photo } of share.people.values()) {
        if (photo !== undefined && sha(`photo ${photo}`) === hash) return photoBytes(photo);
      }
      return undefined;
    },
    confirmedDeletions: async () => control.confirmed,
    redeem: async () =>
      ok({
        providerTenantId: tenantId('11111111-1111-4111-8111-111111111111'),
        shareId: asId<ShareId>('22222222-2222-4222-8222-222222222222'),
        generation: 1,
        shareName: 'Müller AG',
        providerName: 'Müller AG',
        ...control.offers,
      }),
    reportUse: async (_ctx, _grant, { importId, mailboxes, ended }) => {
      if (ended === true) uses.delete(importId);
      else uses.set(importId, mailboxes);
    },
  };

  return {
    shared,
    control,
    /** Mailboxes by import, as the provider sees it. */
    uses,
    get share() {
      return share;
    },
    get loads() {
      return loads;
    },
    offer: (to: ShareModel) => {
      share = to;
    },
  };
};
