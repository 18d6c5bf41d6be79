import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Audited } from '../../shared/audit/audited-store.ts';
import type { Commit, EntityStore } from '../../shared/kernel/commit.ts';
import type { Envelope } from '../../shared/kernel/message-bus.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';

export const noteSchema = z.strictObject({ id: z.string(), text: z.string(), at: z.number().optional() });
export type Note = z.infer<typeof noteSchema>;
export const noteOptions = { kind: 'note', schema: noteSchema, idOf: (note: Note) => note.id };

export const noteAudit: Audited<Note> = {
  subject: 'note',
  fields: { id: 'technical', text: 'shown', at: 'technical' },
};

export interface ContractSubject {
  readonly notes: EntityStore<Note>;
  readonly commit: Commit;
  readonly sent: readonly Envelope[];
}

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** What every EntityStore with its Commit does, whatever it is made of. */
export const entityStoreContract = (
  open: () => Promise<ContractSubject>,
  tenant: () => TenantContext,
): void => {
  const insert = async ({ commit, notes }: ContractSubject, ctx: TenantContext, note: Note) => {
    const done = await commit(ctx, [notes.inserted(ctx, note)]);
    if (!done.ok) throw new Error(done.error.type);
    return done.value[0] ?? '';
  };

  it('gives back what was inserted, under the ETag that the commit answered', async () => {
    const subject = await open();
    const ctx = tenant();
    const etag = await insert(subject, ctx, { id: 'a', text: 'Grüße' });
    expect(await subject.notes.get(ctx, 'a')).toEqual({ value: { id: 'a', text: 'Grüße' }, etag });
    expect(await subject.notes.get(ctx, 'b')).toBeUndefined();
  });

  it('refuses to insert what exists, and keeps it', async () => {
    const subject = await open();
    const ctx = tenant();
    await insert(subject, ctx, { id: 'a', text: 'first' });
    const again = await subject.commit(ctx, [subject.notes.inserted(ctx, { id: 'a', text: 'second' })]);
    expect(again).toEqual({ ok: false, error: { type: 'conflict', reason: 'exists' } });
    expect((await subject.notes.get(ctx, 'a'))?.value.text).toBe('first');
  });

  it('replaces under the ETag read, once', async () => {
    const subject = await open();
    const ctx = tenant();
    const etag = await insert(subject, ctx, { id: 'a', text: 'one', at: 1 });
    const change = (text: string) => subject.notes.replaced(ctx, etag, { id: 'a', text });
    const done = await subject.commit(ctx, [change('two')]);
    expect(done.ok && done.value[0]).not.toBe(etag);
    expect(await subject.commit(ctx, [change('three')])).toEqual({ ok: false, error: { type: 'stale' } });
    expect(await subject.notes.get(ctx, 'a')).toEqual({
      value: { id: 'a', text: 'two' },
      etag: done.ok ? done.value[0] : '',
    });
  });

  it('deletes under the ETag read; afterwards the id is free and changes of the old value are stale', async () => {
    const subject = await open();
    const ctx = tenant();
    const { notes, commit } = subject;
    const etag = await insert(subject, ctx, { id: 'a', text: 'x' });
    const late = notes.replaced(ctx, etag, { id: 'a', text: 'late' });
    expect(await commit(ctx, [notes.deleted(ctx, 'W/"0"', 'a')])).toMatchObject({ ok: false });
    expect(await commit(ctx, [notes.deleted(ctx, etag, 'a')])).toEqual({ ok: true, value: [''] });
    expect(await notes.get(ctx, 'a')).toBeUndefined();
    expect((await notes.list(ctx, { limit: 10 })).items).toEqual([]);
    expect(await collect(notes.all(ctx))).toEqual([]);
    expect(await commit(ctx, [late])).toEqual({ ok: false, error: { type: 'stale' } });
    await insert(subject, ctx, { id: 'a', text: 'anew' });
    expect((await notes.get(ctx, 'a'))?.value.text).toBe('anew');
  });

  it('does all of a commit or nothing, messages included', async () => {
    const subject = await open();
    const ctx = tenant();
    const { notes, commit, sent } = subject;
    const etag = await insert(subject, ctx, { id: 'a', text: 'kept' });
    await insert(subject, ctx, { id: 'b', text: 'kept' });
    const before = sent.length;
    const refused = await commit(
      ctx,
      [
        notes.replaced(ctx, etag, { id: 'a', text: 'changed' }),
        notes.inserted(ctx, { id: 'b', text: 'new' }),
      ],
      [{ queue: 'notifications', body: { n: 1 } }],
    );
    expect(refused).toEqual({ ok: false, error: { type: 'conflict', reason: 'exists' } });
    expect((await notes.get(ctx, 'a'))?.value.text).toBe('kept');
    expect(sent.length).toBe(before);
  });

  it('sends the messages of a commit with tenant and correlation in their body', async () => {
    const { commit, sent } = await open();
    const ctx = tenant();
    const done = await commit(ctx, [], [{ queue: 'notifications', body: { n: 1 }, id: 'm1', notBefore: 5 }]);
    expect(done).toEqual({ ok: true, value: [] });
    expect(sent.filter(({ queue }) => queue === 'notifications')).toEqual([
      {
        queue: 'notifications',
        id: 'm1',
        notBefore: 5,
        correlationId: ctx.correlationId,
        body: { n: 1, tenantId: ctx.tenantId, correlationId: ctx.correlationId },
      },
    ]);
  });

  it('lists in pages by key, each entity once, and only those under a prefix', async () => {
    const subject = await open();
    const ctx = tenant();
    const ids = ['xy', 'x~1', 'x~10', 'x~2', 'x~3', 'y~1'];
    for (const id of [...ids].reverse()) await insert(subject, ctx, { id, text: id });
    const read: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await subject.notes.list(ctx, { limit: 2, ...(cursor && { cursor }) }, 'x~');
      read.push(page.items.map(({ value }) => value.id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(read).toEqual([
      ['x~1', 'x~10'],
      ['x~2', 'x~3'],
    ]);
    expect((await collect(subject.notes.all(ctx))).map(({ value }) => value.id)).toEqual(ids);
    expect((await collect(subject.notes.all(ctx, 'y'))).map(({ value }) => value.id)).toEqual(['y~1']);
  });

  it('shows nothing of one tenant to another and lets no commit reach across', async () => {
    const subject = await open();
    const [one, other] = [tenant(), tenant()];
    await insert(subject, one, { id: 'a', text: 'mine' });
    expect(await subject.notes.get(other, 'a')).toBeUndefined();
    expect(await collect(subject.notes.all(other))).toEqual([]);
    await expect(subject.commit(other, [subject.notes.inserted(one, { id: 'b', text: '' })])).rejects.toThrow(
      'another tenant',
    );
  });

  it('takes 99 changes in one commit and no more, and none without content', async () => {
    const { notes, commit } = await open();
    const ctx = tenant();
    const inserts = (count: number) =>
      Array.from({ length: count }, (_, n) => notes.inserted(ctx, { id: `n${n}`, text: '' }));
    await expect(commit(ctx, inserts(101))).rejects.toThrow(/has 10\d rows/);
    await expect(commit(ctx, [])).rejects.toThrow('a change or a message');
    expect(await commit(ctx, inserts(99))).toMatchObject({ ok: true });
  });
};
