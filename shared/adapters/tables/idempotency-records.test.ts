import { describe, expect, it } from 'vitest';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { makeTestCipher } from '../../../tests/support/test-cipher.ts';
import { once } from '../../http/idempotency.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { makeForgetAnswers, makeIdempotencyRecords } from './idempotency-records.ts';
import { readRow } from './rows.ts';

const answer = { status: 201, headers: { etag: '"e"' }, body: '{"shareId":"sh_secret"}' };

const open = async () => {
  const { state: table } = await testTables();
  const records = makeIdempotencyRecords(table, makeTestCipher());
  const ctx = freshTenant();
  const record = (id = systemRandom.id()) => ({ id, fingerprint: 'print', leaseUntil: 5, keepUntil: 9 });
  const row = (id: string) => readRow(table, ctx.tenantId, `idempotency|${id}`);
  return { table, records, ctx, record, row };
};

describe('a record of an idempotent request', () => {
  it('is ours if it was not there; else what is there is told', async () => {
    const { records, ctx, record } = await open();
    const first = record();
    const begun = await records.begin(ctx, first);
    expect(begun).toEqual({ ours: true, etag: expect.any(String) });
    const again = await records.begin(ctx, { ...first, fingerprint: 'other' });
    expect(again).toEqual({ ours: false, etag: begun.etag, record: first });
    await records.finish(ctx, begun.etag, { ...first, answer });
    expect(await records.begin(ctx, first)).toMatchObject({ ours: false, record: { ...first, answer } });
  });

  it('is ours for exactly one of many who begin at once', async () => {
    const { records, ctx, record } = await open();
    const wanted = record();
    const begun = await Promise.all(Array.from({ length: 8 }, () => records.begin(ctx, wanted)));
    expect(begun.filter(({ ours }) => ours)).toHaveLength(1);
  });

  it('is taken over by exactly one of many who come after its lease', async () => {
    const { records, ctx, record } = await open();
    const dead = record();
    const { etag } = await records.begin(ctx, dead);
    const next = { ...dead, leaseUntil: 7 };
    const begun = await Promise.all(Array.from({ length: 8 }, () => records.begin(ctx, next, etag)));
    expect(begun.filter(({ ours }) => ours)).toHaveLength(1);
    for (const each of begun) if (!each.ours) expect(each.record).toEqual(next);
  });

  it('is begun anew where the one to take over is gone', async () => {
    const { records, ctx, record } = await open();
    const wanted = record();
    const { etag } = await records.begin(ctx, wanted);
    await records.abandon(ctx, etag, wanted.id);
    expect(await records.begin(ctx, wanted, etag)).toMatchObject({ ours: true });
  });

  it('is neither finished nor removed by who lost it', async () => {
    const { records, ctx, record, row } = await open();
    const wanted = record();
    const slow = await records.begin(ctx, wanted);
    const quick = await records.begin(ctx, { ...wanted, leaseUntil: 7 }, slow.etag);
    await records.finish(ctx, slow.etag, { ...wanted, answer: { ...answer, body: 'slow' } });
    await records.abandon(ctx, slow.etag, wanted.id);
    await records.finish(ctx, quick.etag, { ...wanted, answer });
    expect(await records.begin(ctx, wanted)).toMatchObject({ record: { answer } });
    await records.abandon(ctx, quick.etag, wanted.id);
    expect(await row(wanted.id)).toBeDefined();
  });

  it('abandoned is gone, and finishing or abandoning what is gone does nothing', async () => {
    const { records, ctx, record, row } = await open();
    const wanted = record();
    const { etag } = await records.begin(ctx, wanted);
    await records.abandon(ctx, etag, wanted.id);
    await records.finish(ctx, etag, { ...wanted, answer });
    await records.abandon(ctx, etag, wanted.id);
    expect(await row(wanted.id)).toBeUndefined();
  });

  it('keeps an answer of more than 64 KiB, also one that does not compress', async () => {
    const { records, ctx, record } = await open();
    const wanted = record();
    const { etag } = await records.begin(ctx, wanted);
    const body = Buffer.from(systemRandom.bytes(200 * 1024)).toString('hex');
    await records.finish(ctx, etag, { ...wanted, answer: { ...answer, body } });
    expect(await records.begin(ctx, wanted)).toMatchObject({ record: { answer: { body } } });
  });

  it('[H3] shows neither answer nor fingerprint in its row, and does not open for another tenant', async () => {
    const { table, records, ctx, record, row } = await open();
    const wanted = record();
    const { etag } = await records.begin(ctx, wanted);
    await records.finish(ctx, etag, { ...wanted, answer });
    const kept = await row(wanted.id);
    const text = Object.values(kept?.columns ?? {})
      .map((each) => (each instanceof Uint8Array ? Buffer.from(each).toString('latin1') : String(each)))
      .join();
    expect(text).not.toMatch(/secret|print|201/);
    const other = freshTenant();
    await table.createEntity({ partitionKey: other.tenantId, rowKey: kept?.key ?? '', ...kept?.columns });
    await expect(records.begin(other, wanted)).rejects.toThrow();
    await expect(makeIdempotencyRecords(table, makeTestCipher()).begin(ctx, wanted)).rejects.toThrow();
  });

  it('carries a request out once, however many times it comes at once', async () => {
    const { records, ctx } = await open();
    let runs = 0;
    const run = async () => {
      runs++;
      return answer;
    };
    const request = { id: systemRandom.id(), fingerprint: 'f' };
    const ask = () => once(records, { now: () => 1000 }, ctx, request, run);
    const answers = await Promise.all(Array.from({ length: 6 }, ask));
    expect(runs).toBe(1);
    expect(answers.filter((each) => each.ok && !each.value.replayed)).toHaveLength(1);
    expect(await ask()).toEqual({ ok: true, value: { answer, replayed: true } });
  });
});

describe('records that may be forgotten', () => {
  it('are removed, of this tenant only, and those that are still kept stay', async () => {
    const { table, records, ctx, record, row } = await open();
    const old = { ...record(), keepUntil: 1_000 };
    const kept = { ...record(), keepUntil: 2_000 };
    for (const each of [old, kept]) await records.begin(ctx, each);
    const other = freshTenant();
    await records.begin(other, old);
    const forget = makeForgetAnswers({ table, clock: { now: () => 1_500 } });
    expect(await forget(ctx)).toBe(1);
    expect(await row(old.id)).toBeUndefined();
    expect(await row(kept.id)).toBeDefined();
    expect(await readRow(table, other.tenantId, `idempotency|${old.id}`)).toBeDefined();
    expect(await forget(ctx)).toBe(0);
  });

  it('are many only a few at a time', async () => {
    const { table, records, ctx, record } = await open();
    for (let n = 0; n < 60; n++) await records.begin(ctx, { ...record(), keepUntil: 1_000 });
    const forget = makeForgetAnswers({ table, clock: { now: () => 1_500 } });
    expect([await forget(ctx), await forget(ctx), await forget(ctx)]).toEqual([50, 10, 0]);
  });
});
