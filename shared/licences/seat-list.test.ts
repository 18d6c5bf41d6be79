import { expect, it } from 'vitest';
import { mailbox, mailboxes } from '../../tests/support/licence-bench.ts';
import { systemRandom } from '../kernel/ids.ts';
import { eachOnce, mostMailboxes, packMailboxes, seatHash, unpackMailboxes } from './seat-list.ts';

it('mailboxes come out of a list as they went in', () => {
  const ids = eachOnce(Array.from({ length: 100 }, () => systemRandom.id()));
  expect(unpackMailboxes(packMailboxes(ids))).toEqual(ids);
  expect(unpackMailboxes(packMailboxes([]))).toEqual([]);
});

it('[L8] a mailbox counts once, in whatever case its id comes', () => {
  const id = 'AAAAAAAA-0000-4000-8000-00000000000A';
  expect(eachOnce([id, mailbox(2), id.toLowerCase(), mailbox(2)])).toEqual([mailbox(2), id.toLowerCase()]);
});

it('what is no object id is not cut short in silence', () => {
  expect(() => packMailboxes(['anna@mueller.example'])).toThrow('object id');
});

it('a hash tells who is seated from who waits', () => {
  const [one, other] = [mailboxes(0, 1), mailboxes(1, 2)];
  const hashes = [
    seatHash(one, other),
    seatHash(other, one),
    seatHash([...one, ...other], []),
    seatHash([], [...one, ...other]),
  ];
  expect(new Set(hashes).size).toBe(4);
});

it('the longest list fits into a row of 1 MiB', () => {
  const ids = Array.from({ length: mostMailboxes }, () => systemRandom.id());
  expect(packMailboxes(ids).length).toBeLessThan(0.95 * 1024 * 1024);
});
