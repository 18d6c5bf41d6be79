import { describe, expect, it } from 'vitest';
import { followed, makeAppBench } from '../../tests/support/app-bench.ts';
import { normaliseNumber } from '../contacts/normalise-number.ts';
import { contactWith } from '../contacts/sample-contacts.test-data.ts';
import { err } from '../kernel/result.ts';

const phone = (direct: number) => normaliseNumber(`089 99998-${direct}`, 'business', 'DE');
const person = (key: string, direct: number, fields = {}) =>
  contactWith({ key, displayName: `Person ${key}`, phones: [phone(direct)], ...fields });

const me = '0a000000-0000-4000-8000-000000000001';
const other = '0b000000-0000-4000-8000-000000000002';
const group = '0c000000-0000-4000-8000-000000000003';
const everyone = { appAudience: { who: 'everyone' } } as const;

const open = async () => {
  const bench = makeAppBench();
  await bench.have();
  await bench.contract();
  const names = async (userId: string, number: string) => {
    const found = await bench.lookup(bench.ctx, userId, number);
    return found.ok ? found.value.matches.map(({ person: { contact } }) => contact.displayName) : found.error;
  };
  const seen = async (userId: string) => {
    const replica = new Map<string, unknown>();
    await followed(bench, userId, replica, undefined);
    return replica.size;
  };
  return { ...bench, bench, names, seen };
};

describe('[S9] Who sees what', () => {
  it('nobody sees a source that was not opened, and everybody one that was, from the next commit on', async () => {
    const { source, read, settle, change, names, seen } = await open();
    const one = await source('1');
    await read(one, [person('a', 801)]);
    await settle();
    expect([await names(me, '+498999998801'), await seen(me)]).toEqual([[], 0]);
    await change(one.id, everyone);
    await settle();
    expect([await names(me, '+498999998801'), await seen(me)]).toEqual([['Person a'], 1]);
    // Closed: unseen before anything was swept.
    await change(one.id, { appAudience: { who: 'none' } });
    expect([await names(me, '+498999998801'), await seen(me)]).toEqual([[], 0]);
  });

  it('members of a group see its source, also through the queue that reads the group; others do not', async () => {
    const { source, read, settle, groups, names } = await open();
    groups.set(group, [me.toUpperCase()]);
    const one = await source('1', { appAudience: { who: 'groups', groups: [group] } });
    await settle();
    await read(one, [person('a', 801)]);
    expect([await names(me, '+498999998801'), await names(other, '+498999998801')]).toEqual([
      ['Person a'],
      [],
    ]);
  });

  it('personal contacts are their own user’s alone, and another user’s after he took the source over: never both', async () => {
    const { source, read, settle, change, names } = await open();
    const mine = await source('9', { kind: 'office-365', settings: { userId: me.toUpperCase() } });
    await settle();
    await read(mine, [person('a', 801)]);
    expect([await names(me, '+498999998801'), await names(other, '+498999998801')]).toEqual([
      ['Person a'],
      [],
    ]);
    await change(mine.id, { settings: { userId: other } });
    await settle();
    // What is kept is still the former user's.
    expect([await names(me, '+498999998801'), await names(other, '+498999998801')]).toEqual([[], []]);
    const theirs = await source('8', { kind: 'office-365', settings: { userId: other } });
    await settle();
    await read(theirs, [person('b', 801)]);
    expect([await names(me, '+498999998801'), await names(other, '+498999998801')]).toEqual([
      [],
      ['Person b'],
    ]);
  });

  it('a number of thousands of personal lists hides nobody of one’s own', async () => {
    const { source, read, settle, names } = await open();
    for (let n = 0; n < 12; n++) {
      const each = await source(String(n), {
        kind: 'office-365',
        settings: { userId: `0d000000-0000-4000-8000-${String(n).padStart(12, '0')}` },
      });
      await settle();
      await read(
        each,
        Array.from({ length: 20 }, (_, k) => person(`x${n}-${k}`, 801)),
      );
    }
    const own = await source('99', { kind: 'office-365', settings: { userId: me } });
    await settle();
    await read(own, [person('own', 801)]);
    expect(await names(me, '+498999998801')).toEqual(['Person own']);
  });

  it('a source that is deleted is unseen at once, and its rows go', async () => {
    const { source, read, settle, deleteSource, names, rows } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801), person('b', 802)]);
    await deleteSource(one.id);
    expect(await names(me, '+498999998801')).toEqual([]);
    await settle();
    expect(rows.all().map(({ key }) => key.split('|')[0])).toEqual(['app-secret']);
  });
});

describe('[S9] Entitlement', () => {
  it('without a contract, before it, after it and outside of it nobody gets in, and is told why', async () => {
    const { bench, ctx, clock, setContract, source } = await open();
    await source('1', everyone);
    const refusal = async () => {
      const { lookup, listChanges, exportContacts, readContact } = bench;
      const answers = [
        await lookup(ctx, me, '+498999998801'),
        await listChanges(ctx, me, { limit: 5 }),
        await exportContacts(ctx, me),
        await readContact(ctx, me, 'x'),
      ];
      return answers.map((answer) =>
        answer.ok ? 'in' : 'reason' in answer.error ? answer.error.reason : answer.error.type,
      );
    };
    expect(await refusal()).toEqual(['in', 'in', 'in', 'not-found']);
    const users = { who: 'everyone' } as const;
    await setContract(ctx, () => true, { users, until: '2026-11-23T12:00:01Z' });
    clock.advance(2000);
    expect(new Set(await refusal())).toEqual(new Set(['ended']));
    await setContract(ctx, () => true, { users, from: '2027-01-01T00:00:00+01:00' });
    expect(new Set(await refusal())).toEqual(new Set(['not-begun']));
    await setContract(ctx, () => true, {
      users: { who: 'groups', groups: [group] },
      from: '2026-01-01T00:00:00Z',
    });
    expect(new Set(await refusal())).toEqual(new Set(['not-included']));
    const stranger = makeAppBench();
    expect(await stranger.lookup(stranger.ctx, me, '+498999998801')).toEqual(
      err({ type: 'subscription-required', reason: 'none' }),
    );
  });

  it('an end that is not after the beginning is refused at its place', async () => {
    const { ctx, setContract } = await open();
    const wanted = {
      users: { who: 'everyone' },
      from: '2026-05-01T00:00:00Z',
      until: '2026-05-01T00:00:00Z',
    } as const;
    expect(await setContract(ctx, () => true, wanted)).toMatchObject({
      error: { errors: [{ pointer: '/until' }] },
    });
  });
});

describe('[S9] Who calls', () => {
  it('merges what the user sees of a person, and nothing of a source that he does not see', async () => {
    const { bench, ctx, source, read, settle } = await open();
    const first = await source('1', everyone);
    const hidden = await source('12');
    const second = await source('123', everyone);
    await settle();
    const emails = ['p@firma.example'];
    await read(first, [person('a', 801, { emails, displayName: 'Petra Muster' })]);
    await read(hidden, [person('b', 801, { emails, displayName: 'Petra Muster', department: 'Geheim' })]);
    await read(second, [person('c', 801, { emails, displayName: 'Petra Muster', jobTitle: 'Leiterin' })]);
    const found = await bench.lookup(ctx, me, '089 99998-801');
    expect(found).toMatchObject({
      ok: true,
      value: { e164: '+498999998801', matches: [{ kind: 'business' }] },
    });
    if (!found.ok) throw new Error('refused');
    const [match] = found.value.matches;
    expect(match?.person.contact).toMatchObject({ displayName: 'Petra Muster', jobTitle: 'Leiterin' });
    expect(match?.person.contact.department).toBeUndefined();
    expect(match?.entries.map(({ sourceId }) => sourceId)).toEqual([first.id, second.id]);
    const exported = await bench.exportContacts(ctx, me);
    expect(exported).toMatchObject({ ok: true, value: [{ key: match?.id, jobTitle: 'Leiterin' }] });
    expect(JSON.stringify(exported)).not.toContain('Geheim');
  });

  it('a plus that was not encoded, a national number and two zeros are the same; words are refused', async () => {
    const { bench, ctx, source, read, settle, names } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801)]);
    for (const typed of [
      '+498999998801',
      ' 498999998801',
      '00498999998801',
      '(089) 99998-801',
      ' 089 99998-801',
    ]) {
      expect(await names(me, typed)).toEqual(['Person a']);
    }
    expect(await bench.lookup(ctx, me, 'Petra')).toMatchObject({ error: { type: 'invalid' } });
  });

  it('a fax does not call, and a number that a person has no more is nobody’s', async () => {
    const { source, read, settle, names } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801, { phones: [phone(801), { ...phone(899), kind: 'businessFax' }] })]);
    expect(await names(me, '+498999998899')).toEqual([]);
    await read(one, [person('a', 802)]);
    expect([await names(me, '+498999998801'), await names(me, '+498999998802')]).toEqual([[], ['Person a']]);
  });
});

describe('[S9] What has changed', () => {
  it('a token is its user’s, of this view, and of the last 29 days', async () => {
    const { bench, ctx, clock, source, read, settle } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801)]);
    const first = await bench.listChanges(ctx, me, { limit: 5 });
    if (!first.ok) throw new Error('refused');
    const { token } = first.value;
    const again = (userId: string, cursor: string) => bench.listChanges(ctx, userId, { limit: 5, cursor });
    expect(await again(me, token)).toMatchObject({ ok: true, value: { items: [], more: false } });
    expect(await again(other, token)).toMatchObject({ error: { type: 'invalid' } });
    expect(await again(me, `${token.slice(0, -2)}AA`)).toMatchObject({ error: { type: 'invalid' } });
    expect(await again(me, 'x')).toMatchObject({ error: { type: 'invalid' } });
    await source('2', everyone);
    expect(await again(me, token)).toEqual(err({ type: 'start-again', reason: 'other-view' }));
    await bench.deleteSource(`00000002-0000-4000-8000-000000000000`);
    clock.advance(29 * 24 * 60 * 60_000 + 1);
    expect(await again(me, token)).toEqual(err({ type: 'start-again', reason: 'too-old' }));
  });

  it('a round that is read slowly is as old as its beginning, for what went meanwhile is forgotten', async () => {
    const { bench, ctx, clock, source, read, settle } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801), person('b', 802), person('c', 803)]);
    const day = 24 * 60 * 60_000;
    const next = (cursor?: string) =>
      bench.listChanges(ctx, me, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    const first = await next();
    if (!first.ok) throw new Error('refused');
    clock.advance(20 * day);
    const second = await next(first.value.token);
    if (!second.ok) throw new Error('refused');
    clock.advance(10 * day);
    expect(await next(second.value.token)).toEqual(err({ type: 'start-again', reason: 'too-old' }));
  });

  it('a contact is read by its id as long as its source is seen', async () => {
    const { bench, ctx, source, read, settle, change } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801)]);
    const page = await bench.listChanges(ctx, me, { limit: 5 });
    const id = page.ok ? (page.value.items[0]?.id ?? '') : '';
    expect(await bench.readContact(ctx, me, id)).toMatchObject({
      ok: true,
      value: { contact: { key: 'a' } },
    });
    await change(one.id, { appAudience: { who: 'none' } });
    expect(await bench.readContact(ctx, me, id)).toEqual(err({ type: 'not-found' }));
  });

  it('reports of people who went are forgotten after the horizon', async () => {
    const { source, read, settle, rows, clock } = await open();
    const one = await source('1', everyone);
    await settle();
    await read(one, [person('a', 801), person('b', 802)]);
    await read(one, [person('a', 801)]);
    const gone = () => rows.all().filter(({ key }) => key.startsWith('app-gone|')).length;
    expect(gone()).toBe(1);
    clock.advance(29 * 24 * 60 * 60_000);
    await read(one, [person('a', 802)]);
    expect(gone()).toBe(1);
    clock.advance(2 * 24 * 60 * 60_000);
    await read(one, [person('a', 803)]);
    expect(gone()).toBe(0);
    expect(rows.all().filter(({ key }) => key.startsWith('app-log|'))).toHaveLength(1);
  });
});

it('[S9] nothing of a person can be read in the rows', async () => {
  const { source, read, settle, rows } = await open();
  const one = await source('1', everyone);
  await settle();
  await read(one, [person('key-of-petra', 801, { displayName: 'Petra', emails: ['petra@firma.example'] })]);
  const kept = rows
    .all()
    .map((row) =>
      JSON.stringify(row, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      ),
    )
    .join();
  for (const word of ['Petra', 'petra', '8999998801', 'key-of-petra']) expect(kept).not.toContain(word);
});
