import { beforeAll, describe, expect, it } from 'vitest';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { makeTestCipher } from '../../../tests/support/test-cipher.ts';
import {
  emptyHead,
  type ManifestChange,
  type ManifestEntry,
  type Manifests,
} from '../../imports/manifest.ts';
import { asId, type ImportId, type MailboxId, systemRandom } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { makeManifests } from './manifests.ts';
import { queryRows } from './rows.ts';

const importId = asId<ImportId>('0b2c5ad4-1f0a-4c68-9d6d-2a4f1f9f0001');
const mailbox = (n: number): MailboxId => asId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const entry = (n: number, id = `AAMk-${n}`): ManifestEntry => ({
  id,
  hash: 'ab'.repeat(16),
  change: 'cd'.repeat(8),
  photo: n % 2 === 0 ? '?' : '',
  refused: '',
});
const tag = (n: number) => n.toString(16).padStart(48, '0');
const entriesOf = (count: number, idOf: (n: number) => string = (n) => `AAMk-${n}`) =>
  new Map(Array.from({ length: count }, (_, n) => [tag(n), entry(n, idOf(n))]));
const head = { ...emptyHead, link: 'link-1', written: 'v1', categories: ['Müller AG'] };

describe('manifests in tables', () => {
  let tables: Awaited<ReturnType<typeof testTables>>;
  let manifests: Manifests;
  beforeAll(async () => {
    tables = await testTables();
    manifests = makeManifests(tables.mailboxes, makeTestCipher());
  });

  const save = async (ctx: TenantContext, ...changes: ManifestChange[]) => {
    const done = await manifests.save(ctx, importId, changes);
    if (!done.ok) throw new Error(done.error.type);
    return done.value;
  };
  const readOne = async (ctx: TenantContext, n: number) =>
    (await manifests.read(ctx, importId, [mailbox(n)])).get(mailbox(n));

  it('give back head, entries and the ETag that the save answered', async () => {
    const ctx = freshTenant();
    const etags = await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(30) });
    const stored = await readOne(ctx, 1);
    expect(stored?.head).toEqual(head);
    expect(stored?.etag).toBe(etags.get(mailbox(1)));
    expect(await stored?.entries()).toEqual(entriesOf(30));
    expect(await readOne(ctx, 2)).toBeUndefined();
  });

  it('keep the entries where only the head is saved', async () => {
    const ctx = freshTenant();
    const first = await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(5) });
    const mark = { ...head, writing: 'v2' };
    const second = await save(ctx, { mailbox: mailbox(1), head: mark, etag: first.get(mailbox(1)) ?? '' });
    expect(second.get(mailbox(1))).not.toBe(first.get(mailbox(1)));
    const stored = await readOne(ctx, 1);
    expect(stored?.head).toEqual(mark);
    expect(stored?.etag).toBe(second.get(mailbox(1)));
    expect(await stored?.entries()).toEqual(entriesOf(5));
  });

  it('of a mailbox that has only been marked have no entries', async () => {
    const ctx = freshTenant();
    await save(ctx, { mailbox: mailbox(1), head: { ...emptyHead, writing: 'v1' } });
    expect(await (await readOne(ctx, 1))?.entries()).toEqual(new Map());
  });

  it('lose nothing and keep nothing when there are fewer entries than before', async () => {
    const ctx = freshTenant();
    const long = (n: number) => `${n}-${Buffer.from(systemRandom.bytes(150)).toString('base64')}`;
    const etags = await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(2000, long) });
    await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(3), etag: etags.get(mailbox(1)) ?? '' });
    expect(await (await readOne(ctx, 1))?.entries()).toEqual(entriesOf(3));
  });

  it.each([
    ['an older ETag', async (etag: string) => etag.replace(/\d+/, (digit) => `${Number(digit) - 1}`)],
    ['no ETag though it is there', async () => undefined],
  ])('refuse a save under %s, all of it', async (_, old) => {
    const ctx = freshTenant();
    const etags = await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(1) });
    const etag = await old(etags.get(mailbox(1)) ?? '');
    await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(2), etag: etags.get(mailbox(1)) ?? '' });
    const refused = await manifests.save(ctx, importId, [
      { mailbox: mailbox(2), head, entries: entriesOf(9) },
      { mailbox: mailbox(1), head, entries: entriesOf(9), ...(etag === undefined ? {} : { etag }) },
    ]);
    expect(refused).toEqual({ ok: false, error: { type: 'stale' } });
    expect(await (await readOne(ctx, 1))?.entries()).toEqual(entriesOf(2));
    expect(await readOne(ctx, 2)).toBeUndefined();
  });

  it('refuse a save of what was removed meanwhile', async () => {
    const ctx = freshTenant();
    const etags = await save(ctx, { mailbox: mailbox(1), head });
    await manifests.remove(ctx, importId, [mailbox(1)]);
    const change = { mailbox: mailbox(1), head, etag: etags.get(mailbox(1)) ?? '' };
    expect(await manifests.save(ctx, importId, [change])).toEqual({ ok: false, error: { type: 'stale' } });
  });

  it('larger together than a transaction of 4 MiB, or more than 100, are saved in several', async () => {
    const ctx = freshTenant();
    const long = () => Buffer.from(systemRandom.bytes(150)).toString('base64');
    const large = Array.from({ length: 8 }, (_, n) => ({
      mailbox: mailbox(n),
      head,
      entries: entriesOf(4000, long),
    }));
    const small = Array.from({ length: 105 }, (_, n) => ({
      mailbox: mailbox(100 + n),
      head,
      entries: entriesOf(1),
    }));
    const etags = await save(ctx, ...large, ...small);
    expect(etags.size).toBe(113);
    const stored = await manifests.read(ctx, importId, [...etags.keys()]);
    expect(new Map([...stored].map(([id, { etag }]) => [id, etag]))).toEqual(etags);
    expect(await stored.get(mailbox(7))?.entries()).toEqual(large[7]?.entries);
  });

  it('with more than a row can hold are refused by us: the emulator would take them', async () => {
    const long = () => Buffer.from(systemRandom.bytes(150)).toString('base64');
    const change = { mailbox: mailbox(1), head, entries: entriesOf(8000, long) };
    await expect(manifests.save(freshTenant(), importId, [change])).rejects.toThrow('over');
  });

  it('are read by range, only those asked for, and listed by mailbox', async () => {
    const ctx = freshTenant();
    const ids = [3, 1, 2, 5].map(mailbox);
    await save(ctx, ...ids.map((id) => ({ mailbox: id, head })));
    expect([...(await manifests.read(ctx, importId, [mailbox(1), mailbox(3), mailbox(4)])).keys()]).toEqual([
      mailbox(1),
      mailbox(3),
    ]);
    expect(await manifests.mailboxes(ctx, importId)).toEqual([...ids].sort());
    expect(await manifests.read(ctx, importId, [])).toEqual(new Map());
  });

  it('are removed for good; what is not there is removed already', async () => {
    const ctx = freshTenant();
    await save(ctx, { mailbox: mailbox(1), head }, { mailbox: mailbox(2), head });
    await manifests.remove(ctx, importId, [mailbox(1), mailbox(9)]);
    expect(await manifests.mailboxes(ctx, importId)).toEqual([mailbox(2)]);
  });

  it('of one tenant or import are not another’s', async () => {
    const [one, other] = [freshTenant(), freshTenant()];
    await save(one, { mailbox: mailbox(1), head });
    expect(await manifests.mailboxes(other, importId)).toEqual([]);
    expect(await manifests.mailboxes(one, asId('0b2c5ad4-1f0a-4c68-9d6d-2a4f1f9f0002'))).toEqual([]);
  });

  it('hold Graph’s ids sealed', async () => {
    const ctx = freshTenant();
    await save(ctx, { mailbox: mailbox(1), head, entries: entriesOf(3, () => 'READABLE-ID') });
    const filter = `PartitionKey eq '${ctx.tenantId}|${importId}'`;
    for await (const { columns } of queryRows(tables.mailboxes, filter)) {
      const bytes = Object.values(columns).map((value) =>
        Buffer.from(value instanceof Uint8Array ? value : String(value)).toString('latin1'),
      );
      expect(bytes.join()).not.toContain('READABLE-ID');
    }
  });
});
