import { expect, it } from 'vitest';
import type { Contact } from '../../shared/contacts/contact.ts';
import { asId, type SourceId } from '../../shared/kernel/ids.ts';
import type { SourceContacts } from '../../shared/sources/source.ts';
import { contact, contacts, inPages, photo } from './people.ts';
import { freshTenant } from './tables.ts';

const fullReadAt = '2026-03-01T00:00:00.000Z';
export const sourceId = asId<SourceId>('s1');

/** What every SourceContacts does, whatever it is made of. */
export const sourceContactsContract = (open: () => Promise<SourceContacts>): void => {
  const subject = async () => {
    const store = await open();
    const ctx = freshTenant();
    const replace = (people: readonly Contact[], link = 'l1', keepPhotos = true) =>
      store.replaceAll(ctx, sourceId, inPages(people), () => ({ link, fullReadAt }), { keepPhotos });
    const everyone = async () => {
      const all: Contact[] = [];
      for await (const page of store.all(ctx, sourceId)) all.push(...page);
      return all.sort((a, b) => (a.key < b.key ? -1 : 1));
    };
    const due = async () => {
      const keys: string[] = [];
      for await (const group of store.photosDue(ctx, sourceId)) keys.push(...group);
      return keys.sort();
    };
    return { store, ctx, replace, everyone, due };
  };

  it('has nothing before the first full read has ended', async () => {
    const { store, ctx, everyone, due } = await subject();
    expect(await store.head(ctx, sourceId)).toBeUndefined();
    expect(await everyone()).toEqual([]);
    expect(await due()).toEqual([]);
    const changes = { changed: [], removed: [], link: 'l' };
    await expect(store.applyChanges(ctx, sourceId, changes)).rejects.toThrow('not read yet');
  });

  it('gives back what a full read brought, with counts over all of it', async () => {
    const { store, ctx, replace, everyone } = await subject();
    const bad = { kind: 'business', original: '12', e164: null, problem: 'internal' } as const;
    const people = [contact('a'), contact('b', { phones: [bad] }), contact('c', { phones: [] })];
    const written = await replace(people);
    expect(written).toMatchObject({ changed: 3, removed: 0 });
    expect(written.head).toMatchObject({
      count: 3,
      withoutNumber: 2,
      unusableNumbers: 1,
      link: 'l1',
      fullReadAt,
    });
    expect(await store.head(ctx, sourceId)).toEqual(written.head);
    expect(await everyone()).toEqual(people);
  });

  it('gives everyone part by part, and tells when they were read anew', async () => {
    const { store, ctx, replace } = await subject();
    expect(await store.part(ctx, sourceId, 0)).toBeUndefined();
    await replace(contacts(7));
    const keys: string[] = [];
    const reads = new Set<string>();
    for (let n = 0; ; n++) {
      const part = await store.part(ctx, sourceId, n);
      if (part === undefined) break;
      reads.add(part.read);
      keys.push(...part.contacts.map(({ key }) => key));
    }
    expect(keys.sort()).toEqual(
      contacts(7)
        .map(({ key }) => key)
        .sort(),
    );
    expect(reads.size).toBe(1);
    await replace(contacts(7), 'l2');
    expect(reads.has((await store.part(ctx, sourceId, 0))?.read ?? '')).toBe(false);
  });

  it('takes the later one of a person who comes twice in a full read', async () => {
    const { replace, everyone } = await subject();
    const { head } = await replace([contact('a', { jobTitle: 'old' }), contact('b'), contact('a')]);
    expect(head.count).toBe(2);
    expect(await everyone()).toEqual([contact('a'), contact('b')]);
  });

  it('gives the same contacts the same version whatever way they came, and others another one', async () => {
    const { store, ctx, replace } = await subject();
    const one = await replace([contact('a'), contact('b')]);
    const grown = await store.applyChanges(ctx, sourceId, {
      changed: [contact('c')],
      removed: ['a'],
      link: 'l2',
    });
    expect(grown.head.version).not.toBe(one.head.version);
    expect((await replace([contact('c'), contact('b')])).head.version).toBe(grown.head.version);
    expect((await replace([contact('c'), contact('b', { surname: 'B' })])).head.version).not.toBe(
      grown.head.version,
    );
  });

  it('a full read takes the place of the former one, and tells who changed and who went', async () => {
    const { replace, everyone } = await subject();
    await replace([contact('a'), contact('b'), contact('c')]);
    const written = await replace([contact('b'), contact('c', { surname: 'Neu' }), contact('d')]);
    expect(written).toMatchObject({ changed: 2, removed: 1 });
    expect((await everyone()).map(({ key }) => key)).toEqual(['b', 'c', 'd']);
  });

  it('a full read that is cut off leaves the former one as it was', async () => {
    const { store, ctx, replace, everyone } = await subject();
    const { head } = await replace([contact('a')]);
    async function* cutOff() {
      yield [contact('x')];
      throw new Error('connection lost');
    }
    const read = store.replaceAll(ctx, sourceId, cutOff(), () => ({ link: 'l9', fullReadAt }), {
      keepPhotos: true,
    });
    await expect(read).rejects.toThrow('connection lost');
    expect(await store.head(ctx, sourceId)).toEqual(head);
    expect(await everyone()).toEqual([contact('a')]);
  });

  it('applies changes once, however often they come', async () => {
    const { store, ctx, replace, everyone } = await subject();
    await replace([contact('a'), contact('b')]);
    const changes = {
      changed: [contact('b', { surname: 'Neu' }), contact('c')],
      removed: ['a', 'never'],
      link: 'l2',
    };
    const first = await store.applyChanges(ctx, sourceId, changes);
    expect(first).toMatchObject({ changed: 2, removed: 1, head: { count: 2, link: 'l2' } });
    const again = await store.applyChanges(ctx, sourceId, changes);
    expect(again).toEqual({ head: first.head, changed: 0, removed: 0 });
    expect(await everyone()).toEqual([contact('b', { surname: 'Neu' }), contact('c')]);
  });

  it('takes a person both changed and removed as removed', async () => {
    const { store, ctx, replace, everyone } = await subject();
    await replace([contact('a'), contact('b')]);
    await store.applyChanges(ctx, sourceId, {
      changed: [contact('a', { surname: 'x' })],
      removed: ['a'],
      link: 'l2',
    });
    expect((await everyone()).map(({ key }) => key)).toEqual(['b']);
  });

  it('asks for the photo of everyone new or changed, and keeps a photo through changes and full reads', async () => {
    const { store, ctx, replace, everyone, due } = await subject();
    const face = photo('face');
    await replace([contact('a'), contact('b')]);
    expect(await due()).toEqual(['a', 'b']);
    await store.setPhotos(
      ctx,
      sourceId,
      new Map([
        ['a', face],
        ['b', null],
      ]),
    );
    expect(await due()).toEqual([]);
    expect(await store.head(ctx, sourceId)).toMatchObject({ photosDue: 0 });
    expect(Buffer.from((await store.photo(ctx, sourceId, face.hash)) ?? []).toString()).toBe('face');

    const changed = [contact('a', { surname: 'Neu' })];
    await store.applyChanges(ctx, sourceId, { changed, removed: [], link: 'l2' });
    expect(await due()).toEqual(['a']);
    await replace([contact('a', { surname: 'Neu' }), contact('b')]);
    expect(await due()).toEqual(['a', 'b']);
    expect((await everyone()).map((each) => each.photo)).toEqual([face.hash, undefined]);
  });

  it('forgets photos in a full read without them, and sweeps those that nobody has', async () => {
    const { store, ctx, replace, everyone } = await subject();
    const [shared, lonely, kept] = [photo('shared'), photo('lonely'), photo('kept')];
    await replace([contact('a'), contact('b'), contact('c')]);
    await store.setPhotos(
      ctx,
      sourceId,
      new Map([
        ['a', shared],
        ['b', shared],
        ['c', lonely],
      ]),
    );
    await store.applyChanges(ctx, sourceId, { changed: [], removed: ['a'], link: 'l2' });
    await store.setPhotos(ctx, sourceId, new Map([['c', kept]]));
    expect(await store.head(ctx, sourceId)).toMatchObject({ photosOrphaned: true });
    await store.sweepPhotos(ctx, sourceId);
    const left = async () =>
      Promise.all(
        [shared, lonely, kept].map(
          async ({ hash }) => (await store.photo(ctx, sourceId, hash)) !== undefined,
        ),
      );
    expect(await left()).toEqual([true, false, true]);
    expect(await store.head(ctx, sourceId)).toMatchObject({ photosOrphaned: false });

    await replace([contact('b'), contact('c')], 'l3', false);
    await store.sweepPhotos(ctx, sourceId);
    expect(await left()).toEqual([false, false, false]);
    expect((await everyone()).some((each) => each.photo !== undefined)).toBe(false);
  });

  it('takes no photo for a person who has gone meanwhile', async () => {
    const { store, ctx, replace, everyone } = await subject();
    await replace([contact('a')]);
    await store.setPhotos(ctx, sourceId, new Map([['gone', photo('x')]]));
    expect(await everyone()).toEqual([contact('a')]);
  });

  it('[S10] is rewritten whole by one of two who edit at once, and the other one is told', async () => {
    const { store, ctx, everyone } = await subject();
    const edit = (id: string) =>
      ({
        id,
        at: fullReadAt,
        actor: { kind: 'user', oid: 'o' },
        correlationId: 'c',
        created: 1,
        changed: 0,
        removed: 0,
      }) as const;
    const first = await store.rewrite(ctx, sourceId, undefined, contacts(3), edit('e1'));
    expect(first).toMatchObject({ count: 3, fullReadAt, edit: edit('e1') });
    expect(await store.head(ctx, sourceId)).toEqual(first);
    expect(await store.rewrite(ctx, sourceId, undefined, [contact('late')], edit('e2'))).toBe('overtaken');
    expect(await everyone()).toEqual(contacts(3));

    const seen = await store.head(ctx, sourceId);
    expect(await store.rewrite(ctx, sourceId, seen, [contact('k1')], edit('e3'))).toMatchObject({ count: 1 });
    expect(await store.rewrite(ctx, sourceId, seen, [], edit('e4'))).toBe('overtaken');
    expect(await everyone()).toEqual([contact('k1')]);
    expect(await store.rewrite(ctx, sourceId, await store.head(ctx, sourceId), [], edit('e5'))).toMatchObject(
      {
        count: 0,
      },
    );
    expect(await everyone()).toEqual([]);
  });

  it('keeps sources and tenants apart, and removes one source whole', async () => {
    const { store, ctx, replace, everyone } = await subject();
    const other = asId<SourceId>('s2');
    await replace([contact('a')]);
    await store.setPhotos(ctx, sourceId, new Map([['a', photo('x')]]));
    await store.replaceAll(ctx, other, inPages(contacts(3)), () => ({ fullReadAt }), { keepPhotos: true });
    expect(await store.head(freshTenant(), sourceId)).toBeUndefined();
    await store.remove(ctx, sourceId);
    await store.remove(ctx, sourceId);
    expect(await store.head(ctx, sourceId)).toBeUndefined();
    expect(await everyone()).toEqual([]);
    expect(await store.photo(ctx, sourceId, photo('x').hash)).toBeUndefined();
    expect(await store.head(ctx, other)).toMatchObject({ count: 3 });
    expect(await store.head(ctx, other)).not.toHaveProperty('link');
  });

  it('revises single contacts: changed or gone, with photos that nobody has any more, and keeps the link', async () => {
    const { store, ctx, replace, everyone } = await subject();
    expect(await store.revise(ctx, sourceId, () => undefined)).toBe(0);
    await replace([contact('a'), contact('b'), contact('c', { managerKey: 'a' })]);
    const [first, second] = [photo('first'), photo('second')];
    await store.setPhotos(
      ctx,
      sourceId,
      new Map([
        ['a', first],
        ['b', second],
      ]),
    );
    const head = await store.head(ctx, sourceId);
    const revised = (person: Contact) => {
      const { managerKey, ...rest } = person;
      return person.key === 'a' ? undefined : managerKey === undefined ? person : rest;
    };
    expect(await store.revise(ctx, sourceId, revised)).toBe(2);
    expect(await everyone()).toEqual([{ ...contact('b'), photo: second.hash }, contact('c')]);
    expect(await store.photo(ctx, sourceId, first.hash)).toBeUndefined();
    expect(await store.photo(ctx, sourceId, second.hash)).toEqual(second.bytes);
    expect(await store.head(ctx, sourceId)).toMatchObject({ link: head?.link, count: 2, photosDue: 1 });
    expect(await store.revise(ctx, sourceId, revised)).toBe(0);
  });
};
