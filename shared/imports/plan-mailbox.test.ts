import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeMemoryMailbox } from '../../tests/support/memory-mailbox.ts';
import {
  defaultFolder,
  deviations,
  importWith,
  managedIn,
  ownFolder,
  type ShareModel,
  targetOf,
  withoutPerson,
  withPerson,
} from '../../tests/support/share-model.ts';
import { asId, type MailboxId } from '../kernel/ids.ts';
import { graphCardRules as rules } from './graph-card-rules.ts';
import type { Import } from './import.ts';
import type { Folder, MailboxOperation } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';
import { type Plan, planMailbox } from './plan-mailbox.ts';
import type { Observation } from './reconcile.ts';
import { makeWriter } from './writer.ts';

const mailbox = asId<MailboxId>('m1');

/** A mailbox that is planned and written without sessions, calls or faults: the plan's own properties. */
const world = (imported: Import) => {
  let sequence = 0;
  const box = makeMemoryMailbox(() => ++sequence);
  let share: ShareModel = { people: new Map(), category: 'Müller AG' };
  let entries: ReadonlyMap<string, ManifestEntry> = new Map();
  let link: string | undefined;
  let categories: string[] = [];
  let note: string | undefined;
  let mustList = true;

  const answer = (operation: MailboxOperation) => {
    const outcome = box.carryOut(operation);
    if (outcome.status !== 'done') throw new Error(`${operation.kind}: ${outcome.status}`);
    return outcome.answer;
  };
  const folder: Folder =
    imported.folder.kind === 'default'
      ? 'default'
      : { id: answer({ mailbox, kind: 'create-folder', displayName: imported.folder.displayName }).id ?? '' };

  const everything = (): Observation => {
    const { contacts = [], next } = answer({ mailbox, kind: 'list', folder });
    return { kind: 'everything', contacts, paged: next !== undefined, resumed: false };
  };
  const delta = (isFirst: boolean): Observation => {
    const contacts = new Map();
    const removed = new Set<string>();
    let at = isFirst ? undefined : link;
    do {
      const page = answer({ mailbox, kind: 'changes', folder, ...(at === undefined ? {} : { link: at }) });
      for (const each of page.contacts ?? []) {
        removed.delete(each.id);
        contacts.set(each.id, each);
      }
      for (const id of page.removedIds ?? []) {
        removed.add(id);
        contacts.delete(id);
      }
      at = page.next;
      link = page.link ?? link;
    } while (at !== undefined);
    const all = [...contacts.values()];
    return isFirst
      ? { kind: 'everything-untagged', contacts: all }
      : { kind: 'changes', changed: all, removedIds: [...removed] };
  };

  const plan = (seen: Observation): Plan => {
    const target = targetOf(share, imported);
    return planMailbox(target.desired, entries, seen, target.decorate(categories), rules);
  };
  const observe = (how: 'list' | 'delta' | 'first-delta'): Observation => {
    const isOutdated = note !== (share.note ?? '') || !categories.every((each) => each === share.category);
    if (mustList || isOutdated || how === 'list') return everything();
    return delta(how === 'first-delta' || link === undefined);
  };

  return {
    box,
    folder,
    get share() {
      return share;
    },
    offer: (to: ShareModel) => {
      share = to;
    },
    /** A twin bears a tag, which only the list tells. */
    listNext: () => {
      mustList = true;
    },
    managed: () => managedIn(box, targetOf(share, imported)),
    observe,
    plan,
    sync: async (how: 'list' | 'delta' | 'first-delta') => {
      const target = targetOf(share, imported);
      const context = { mailbox, folder, target, decoration: target.decorate(categories) };
      const writer = makeWriter(context, plan(observe(how)), rules);
      for (;;) {
        const [taken] = await writer.take(1);
        if (taken === undefined) break;
        const outcome = box.carryOut(taken.operation);
        writer.accept(taken.work, outcome);
      }
      entries = writer.entries;
      categories = [share.category];
      note = share.note ?? '';
      mustList = false;
    },
    deviations: () => deviations(box, targetOf(share, imported), share),
  };
};
type World = ReturnType<typeof world>;

const key = fc.integer({ min: 0, max: 5 }).map((n) => `p${n}`);
const pick = fc.nat(20);
const act = fc.oneof(
  {
    arbitrary: fc.record({ act: fc.constant('put' as const), key, variant: fc.nat(6), photo: fc.nat(2) }),
    weight: 4,
  },
  fc.record({ act: fc.constant('drop' as const), key }),
  fc.record({
    act: fc.constant('note' as const),
    text: fc.constantFrom(undefined, 'From Müller', 'Call the desk'),
  }),
  fc.record({
    act: fc.constant('category' as const),
    text: fc.constantFrom('Müller AG', 'Partners', 'MÜLLER AG'),
  }),
  fc.record({ act: fc.constant('own' as const), category: fc.constantFrom('Golf', 'Müller AG') }),
  fc.record({ act: fc.constant('edit' as const), pick }),
  fc.record({ act: fc.constant('annotate' as const), pick }),
  fc.record({ act: fc.constant('undecorate' as const), pick }),
  fc.record({ act: fc.constant('delete' as const), pick }),
  fc.record({ act: fc.constant('twin' as const), pick }),
  {
    arbitrary: fc.record({
      act: fc.constant('sync' as const),
      how: fc.constantFrom('list' as const, 'delta' as const, 'first-delta' as const),
    }),
    weight: 5,
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** What the user put into contacts of ours and of his own, by contact id. */
interface Belongings {
  readonly own: Map<string, number>;
  readonly additions: Set<string>;
}

const editOf = (pick: number) =>
  pick % 2 === 0 ? { mobilePhone: '+49160', jobTitle: 'Changed by me' } : { surname: 'Changed by me' };

const perform = async (it: World, step: Act, { own, additions }: Belongings): Promise<void> => {
  const { box, folder } = it;
  const managed = it.managed();
  const chosen = 'pick' in step && managed.length > 0 ? managed[step.pick % managed.length] : undefined;
  switch (step.act) {
    case 'put': {
      const photo = step.photo === 0 ? {} : { photo: step.photo };
      return it.offer(withPerson(it.share, step.key, { variant: step.variant, ...photo }));
    }
    case 'drop':
      return it.offer(withoutPerson(it.share, step.key));
    case 'note': {
      const { note: _note, ...rest } = it.share;
      return it.offer(step.text === undefined ? rest : { ...rest, note: step.text });
    }
    case 'category':
      return it.offer({ ...it.share, category: step.text });
    case 'own': {
      const id = box.addOwn(folder, {
        note: 'mine',
        categories: [step.category],
        extra: { birthday: '1970' },
      });
      own.set(id, box.contacts().find((each) => each.id === id)?.version ?? 0);
      return;
    }
    case 'edit':
      if (chosen) box.edit(chosen.id, { card: editOf(step.pick) });
      return;
    case 'annotate':
      if (chosen === undefined) return;
      additions.add(chosen.id);
      box.edit(chosen.id, {
        note: `${chosen.note ?? ''}\nlikes tea`,
        categories: [...chosen.categories, 'Golf'],
        extra: { ...chosen.extra, nickname: 'Ann' },
      });
      return;
    case 'undecorate':
      if (chosen) box.edit(chosen.id, { note: chosen.note?.includes('likes tea') ? 'likes tea' : null });
      if (chosen) box.edit(chosen.id, { categories: chosen.categories.filter((each) => each === 'Golf') });
      return;
    case 'delete':
      if (chosen) box.deleteOwn(chosen.id);
      return;
    case 'twin':
      if (chosen === undefined) return;
      box.addOwn(folder, chosen);
      return it.listNext();
    case 'sync': {
      await it.sync(step.how);
      expect(it.deviations()).toEqual([]);
      const contacts = new Map(box.contacts().map((each) => [each.id, each]));
      for (const [id, version] of own) expect(contacts.get(id)?.version).toBe(version);
      for (const id of additions) {
        const contact = contacts.get(id);
        if (contact === undefined) additions.delete(id);
        else {
          expect(contact.note).toContain('likes tea');
          expect(contact.categories).toContain('Golf');
          expect(contact.extra).toMatchObject({ nickname: 'Ann' });
        }
      }
      for (const how of ['delta', 'list', 'first-delta'] as const) {
        expect(it.plan(it.observe(how)).steps).toEqual([]);
      }
    }
  }
};

describe.each([
  ['an own folder', ownFolder],
  ['the default folder', defaultFolder],
])('the plan for %s', (_, folder) => {
  it('[I5] [I8] [I10] makes the folder equal the share after anything that share and user may do, then has nothing left to do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (steps) => {
        const it = world(importWith({ folder }));
        const belongings = { own: new Map<string, number>(), additions: new Set<string>() };
        for (const step of [...steps, { act: 'sync', how: 'delta' } as const]) {
          await perform(it, step, belongings);
        }
      }),
      { numRuns: 250 },
    );
  });
});
