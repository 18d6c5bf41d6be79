import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ctx } from '../../../tests/support/ldap/context.ts';
import { read, readerOf } from '../../../tests/support/ldap/directory-contract.ts';
import {
  type Asked,
  answer,
  bind,
  entry,
  type Peer,
  search,
  startPeer,
} from '../../../tests/support/ldap/peer.ts';
import { parseNetwork } from '../../kernel/ip-network.ts';
import type { ActiveDirectorySettings } from '../../sources/active-directory.ts';
import { guidText } from './object-guid.ts';

let peer: Peer;
afterEach(() => peer.close());

const access = {
  password: 'secret',
  allowedNetworks: [parseNetwork('127.0.0.1')].filter((network) => network !== undefined),
  lookup: () => Promise.resolve(['127.0.0.1']),
};
const settings = (changed: Partial<ActiveDirectorySettings> = {}): ActiveDirectorySettings => ({
  server: 'dc1.firma.local',
  port: peer.port,
  security: 'plain',
  domain: 'firma.local',
  userName: 'svc',
  ...changed,
});
const start = async (reply: (asked: Asked, socket: Socket) => readonly Buffer[]) => {
  peer = await startPeer(reply);
};
const probe = (changed?: Partial<ActiveDirectorySettings>, deps: Parameters<typeof readerOf>[1] = {}) =>
  readerOf(access, deps).probe(ctx, settings(changed));
const closed = () => vi.waitFor(() => expect(peer.open()).toBe(0));

/** As a domain controller of Windows words it. */
const refusal = (data: string) =>
  `80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data ${data}, v4563\0`;

describe('[S2] what Active Directory says of a sign-in', () => {
  it.each([
    ['525', 'wrong-credentials'],
    ['52e', 'wrong-credentials'],
    ['52E', 'wrong-credentials'],
    ['530', 'account-disabled'],
    ['532', 'password-expired'],
    ['533', 'account-disabled'],
    ['701', 'account-disabled'],
    ['773', 'password-expired'],
    ['775', 'account-locked'],
    ['80090346', 'wrong-credentials'],
  ])('data %s: %s', async (data, reason) => {
    await start((asked) => [
      answer(asked, { result: asked.operation === bind ? 49 : 1, text: refusal(data) }),
    ]);
    const code = `ldap-49-${data.toLowerCase()}`;
    expect(await probe()).toEqual({ ok: false, error: { type: 'source-refused', reason, code } });
    await closed();
  });

  it.each([
    [50, { type: 'source-refused', reason: 'no-right-to-read', code: 'ldap-50' }],
    [8, { type: 'source-refused', reason: 'unreachable', code: 'ldap-8' }],
    [51, { type: 'unavailable', service: 'active-directory' }],
    [52, { type: 'unavailable', service: 'active-directory' }],
    [80, { type: 'unavailable', service: 'active-directory' }],
  ])('result %i, without a word of the server’s', async (result, error) => {
    await start((asked) => [answer(asked, { result, text: 'Anna Müller is not allowed' })]);
    expect(await probe()).toEqual({ ok: false, error });
  });

  it.each([
    [{}, 'svc@firma.local'],
    [{ userDomain: 'firma.de' }, 'svc@firma.de'],
    [{ userDomain: 'FIRMA' }, 'FIRMA\\svc'],
    [{ userName: 'svc@other.example', userDomain: 'FIRMA' }, 'svc@other.example'],
    [{ userName: 'OTHER\\svc' }, 'OTHER\\svc'],
    [{ userName: 'CN=svc,DC=firma,DC=local' }, 'CN=svc,DC=firma,DC=local'],
    [{ userName: '*)(cn=*' }, '*)(cn=*@firma.local'],
  ])('is asked under the name that %j stands for', async (changed, name) => {
    await start((asked) => [answer(asked, { result: 49 })]);
    await probe(changed);
    expect(peer.asked[0]?.bindName).toBe(name);
  });
});

describe('[S2] a server that is no directory', () => {
  const unreachable = (code: string) => ({
    ok: false,
    error: { type: 'source-refused', reason: 'unreachable', code },
  });

  it('that never answers, not even to the handshake of TLS, is given up', async () => {
    await start(() => []);
    const brief = { connectMs: 50, operationMs: 50 };
    expect(await probe({}, brief)).toEqual(unreachable('ETIMEDOUT'));
    expect(await probe({ security: 'ldaps' }, brief)).toEqual(unreachable('ETIMEDOUT'));
    await closed();
  });

  it('that agrees to TLS and then falls silent is given up', async () => {
    await start((asked) => (asked.operation === 0x77 ? [answer(asked)] : []));
    expect(await probe({ security: 'starttls' }, { connectMs: 50 })).toEqual(unreachable('ETIMEDOUT'));
    await closed();
  });

  it.each([
    [52, 'certificate'],
    [2, 'unreachable'],
  ])('that refuses TLS with %i gets no password', async (result, reason) => {
    await start((asked) => [answer(asked, { result })]);
    const error = { type: 'source-refused', reason, code: `ldap-${result}` };
    expect(await probe({ security: 'starttls' })).toEqual({ ok: false, error });
    expect(peer.asked.map(({ operation }) => operation)).not.toContain(bind);
    await closed();
  });

  it.each([
    ['speaks something else', [Buffer.from('220 mail.example ESMTP\r\n')]],
    ['announces gigabytes', [Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0])]],
    ['announces a length without end', [Buffer.from([0x30, 0x80, 0])]],
    ['sends a message without sense', [Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01])]],
    ['sends thousands of them', [Buffer.alloc(60_000, Buffer.from([0x30, 0x00]))]],
  ])('that %s is none', async (_, pieces) => {
    await start(() => pieces);
    expect(await probe({}, { operationMs: 2000 })).toEqual(unreachable('not-ldap'));
    await closed();
  });

  it('that hangs up in the middle has gone', async () => {
    await start((_, socket) => {
      socket.destroy();
      return [];
    });
    expect(await probe()).toEqual(unreachable('ECONNRESET'));
  });

  it('that sends without end is cut off', async () => {
    await start((asked) =>
      asked.operation === bind
        ? [answer(asked)]
        : Array.from({ length: 40 }, () => entry(asked, 'CN=x', { mail: 'x'.repeat(1024 * 1024) })),
    );
    expect(await probe()).toEqual(unreachable('answer-too-large'));
    await closed();
  });
});

describe('[S2] pages of Active Directory', () => {
  const person = (asked: Asked, number: number) =>
    entry(asked, `CN=${number}`, { objectGUID: Buffer.alloc(16, number), mail: `${number}@firma.local` });

  /** Answers the questions for people, the fourth and later searches, by pages. */
  const paged = (pages: readonly ((asked: Asked) => readonly Buffer[])[]) => {
    let searches = 0;
    return start((asked) => {
      if (asked.operation !== search) return [answer(asked)];
      searches += 1;
      if (searches === 1)
        return [entry(asked, '', { defaultNamingContext: 'DC=firma,DC=local' }), answer(asked)];
      if (searches === 2) return [entry(asked, 'DC=firma,DC=local', {}), answer(asked)];
      return pages[searches - 3]?.(asked) ?? [];
    });
  };

  it('may be empty in the middle: only the cookie tells the end', async () => {
    await paged([
      (asked) => [person(asked, 1), answer(asked, { cookie: 'a' })],
      (asked) => [answer(asked, { cookie: 'b' })],
      (asked) => [person(asked, 2), answer(asked)],
    ]);
    const pages = await read(readerOf(access), settings());
    expect(pages.map(({ changed }) => changed.length)).toEqual([1, 0, 1]);
    // Who does not say who it is cannot be asked for changes.
    expect(pages.at(-1)?.link).toBeUndefined();
    await closed();
  });

  it('may come in any pieces', async () => {
    await paged([
      (asked) => {
        const whole = Buffer.concat([person(asked, 1), person(asked, 2), answer(asked)]);
        return Array.from(whole, (_, index) => whole.subarray(index, index + 1));
      },
    ]);
    const [page] = await read(readerOf(access), settings());
    expect(page?.changed).toHaveLength(2);
  });

  it('name a part of many values as one, beside the attribute itself, which is empty then', async () => {
    await paged([
      (asked) => [
        entry(asked, 'CN=1', {
          objectGUID: Buffer.alloc(16, 1),
          'proxyAddresses;range=0-1499': 'smtp:anna@firma.local',
          proxyAddresses: null,
          mail: 'anna.mueller@firma.local',
        }),
        answer(asked),
      ],
    ]);
    const [page] = await read(readerOf(access), settings());
    expect(page?.changed[0]?.emails).toEqual(['anna.mueller@firma.local', 'anna@firma.local']);
  });

  it('have the managers of everybody, however many: a hundred are asked for at a time', async () => {
    const managers = Array.from({ length: 250 }, (_, n) => `CN=boss ${String(n).padStart(3, '0')}`);
    const guid = (n: number) => Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
    const named = (asked: Asked) => [
      ...managers.flatMap((dn, n) =>
        asked.bytes.includes(dn) ? [entry(asked, dn, { objectGUID: guid(1000 + n) })] : [],
      ),
      answer(asked),
    ];
    const everybody = (asked: Asked) => [
      ...managers.map((manager, n) =>
        entry(asked, `CN=${n}`, { objectGUID: guid(n), mail: `${n}@firma.local`, manager }),
      ),
      answer(asked),
    ];
    await paged([everybody, named, named, named]);
    const [page] = await read(readerOf(access), settings());
    expect(page?.changed.map(({ managerKey }) => managerKey)).toEqual(
      managers.map((_, n) => guidText(guid(1000 + n))),
    );
  });

  it('tell who is hidden from address lists', async () => {
    const hiding = (asked: Asked, number: number, value: string) =>
      entry(asked, `CN=${number}`, {
        objectGUID: Buffer.alloc(16, number),
        mail: `${number}@firma.local`,
        msExchHideFromAddressLists: value,
      });
    await paged([(asked) => [hiding(asked, 1, 'TRUE'), hiding(asked, 2, 'FALSE'), answer(asked)]]);
    const [page] = await read(readerOf(access), settings());
    expect(page?.changed.map(({ hidden }) => hidden)).toEqual([true, false]);
  });

  it('come with photos as large as Active Directory lets them be, and no larger', async () => {
    const photo = (asked: Asked, number: number, size: number) =>
      entry(asked, `CN=${number}`, {
        objectGUID: Buffer.alloc(16, number),
        thumbnailPhoto: Buffer.alloc(size, 7),
      });
    const most = 100 * 1024;
    await paged([(asked) => [photo(asked, 1, most), photo(asked, 2, most + 1), answer(asked)]]);
    const keys = [1, 2].map((number) => guidText(Buffer.alloc(16, number)) ?? '');
    const photos = await readerOf(access).photosOf?.(ctx, settings(), keys);
    expect(photos?.ok && [...photos.value.values()].map((bytes) => bytes?.length)).toEqual([most, undefined]);
    await closed();
  });

  it('of a base that nobody sees are none', async () => {
    await start((asked) =>
      asked.operation === search && asked.id === 2
        ? [entry(asked, '', { defaultNamingContext: 'DC=firma,DC=local' }), answer(asked)]
        : [answer(asked)],
    );
    expect(await probe()).toEqual({
      ok: false,
      error: { type: 'source-refused', reason: 'no-right-to-read' },
    });
  });

  it('that break off are a failure, and never the end', async () => {
    await paged([
      (asked) => [person(asked, 1), answer(asked, { cookie: 'a' })],
      (asked) => [person(asked, 2), answer(asked, { result: 51 })],
    ]);
    const answers = [];
    for await (const page of readerOf(access).readPeople(ctx, settings()))
      answers.push(page.ok ? 'page' : page.error);
    expect(answers).toEqual(['page', { type: 'unavailable', service: 'active-directory' }]);
  });

  it('that nobody wants any more close the connection', async () => {
    await paged([(asked) => [person(asked, 1), answer(asked, { cookie: 'a' })]]);
    for await (const page of readerOf(access).readPeople(ctx, settings())) {
      expect(page.ok).toBe(true);
      break;
    }
    await closed();
  });
});
