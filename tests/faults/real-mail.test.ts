import { describe, expect, it } from 'vitest';
import { type MailWorld, makeMailWorld } from './real/mail.ts';

interface Kind {
  readonly strike: (world: MailWorld) => void;
  /** How often the provider is tried: says as well that the fault met what it was meant for. */
  readonly tries: number;
  /** How often the mail comes; once unless told. */
  readonly comes?: number;
  /** `sent` unless told. */
  readonly ends?: 'failed';
}

/** A day's tries. */
const all = 8;
const always = 100;

const refused =
  (code: 421 | 450 | 451 | 550, times: number): Kind['strike'] =>
  ({ admin }) =>
    admin.refuse({ recipient: 'anna@', code, times });
const torn =
  (on: RegExp, how: 'before' | 'after' | 'silence', times = 1): Kind['strike'] =>
  ({ wire }) => {
    for (let n = 0; n < times; n++) wire.tear({ on, how });
  };
const reset: Kind = { strike: ({ wire }) => wire.refuse(2), tries: 3 };
const commitAnswerLost: Kind = {
  strike: ({ tableFaults }) => void tableFaults.push('answer-lost'),
  tries: 1,
};
/** More often than one commit tries: as though the process had died after the mail. */
const commitsNeverArrive: Kind['strike'] = ({ tableFaults }) => {
  for (let n = 0; n < 5; n++) tableFaults.push('never-arrived');
};

const endOfMail = /\r\n\.\r\n$/;
/** A server that has taken a mail and could not say so gets it again; the mail keeps its Message-ID. */
const smtp: Readonly<Record<string, Kind>> = {
  'greylisted twice': { strike: refused(451, 2), tries: 3 },
  'refused for now': { strike: refused(450, 1), tries: 2 },
  'refused with 421': { strike: refused(421, 1), tries: 2 },
  'refused for good': { strike: refused(550, 1), tries: 1, comes: 0, ends: 'failed' },
  'connections reset': reset,
  'cut at the greeting': { strike: torn(/^EHLO/m, 'before'), tries: 2 },
  'cut before DATA': { strike: torn(/^DATA\r\n/m, 'before'), tries: 2 },
  'cut after DATA': { strike: torn(/^DATA\r\n/m, 'after'), tries: 2 },
  'cut in the midst of the message': { strike: torn(/^Subject:/m, 'before'), tries: 2 },
  'cut before its end': { strike: torn(endOfMail, 'before'), tries: 2 },
  'cut after its end': { strike: torn(endOfMail, 'after'), tries: 2, comes: 2 },
  'no answer to its end': { strike: torn(endOfMail, 'silence'), tries: 2, comes: 2 },
  'no answer to the sender': { strike: torn(/^MAIL FROM/m, 'silence'), tries: 2 },
  'a server too slow': {
    strike: ({ admin }) => admin.refuse({ recipient: '.', delayMs: 400, times: 1 }),
    tries: 2,
  },
  'busy for ever': { strike: refused(450, always), tries: all, comes: 0, ends: 'failed' },
  'cut after its end for ever': {
    strike: torn(endOfMail, 'after', always),
    tries: all,
    comes: all,
    ends: 'failed',
  },
  'the answer to the commit lost': commitAnswerLost,
  'no commit after it': { strike: commitsNeverArrive, tries: 1, comes: 2 },
};

const post = /^POST \/emails:send/m;
const answered =
  (
    match: string,
    fault: { status: number; when?: 'before' | 'after'; retryAfter?: string; times?: number },
  ): Kind['strike'] =>
  ({ admin }) =>
    admin.injectFault({ match, ...fault });
/** The service keeps what it was asked for by id: whatever gets lost, the mail comes once. */
const acs: Readonly<Record<string, Kind>> = {
  '429 with seconds': { strike: answered('POST', { status: 429, retryAfter: '600', times: 2 }), tries: 3 },
  '429 with a date': {
    strike: answered('POST', { status: 429, retryAfter: 'Mon, 23 Nov 2026 12:10:00 GMT' }),
    tries: 2,
  },
  '429 without a Retry-After': { strike: answered('POST', { status: 429 }), tries: 2 },
  '500 before the effect': { strike: answered('POST', { status: 500, times: 2 }), tries: 3 },
  '503 after the effect': { strike: answered('POST', { status: 503, when: 'after' }), tries: 2 },
  'asking answered with 503': { strike: answered('operations', { status: 503, times: 2 }), tries: 3 },
  'refused for good': { strike: refused(550, 1), tries: 1, comes: 0, ends: 'failed' },
  'connections reset': reset,
  'cut before it is posted': { strike: torn(post, 'before'), tries: 2 },
  'cut after it is posted': { strike: torn(post, 'after'), tries: 2 },
  'no answer to posting': { strike: torn(post, 'silence'), tries: 2 },
  'no answer to asking': { strike: torn(/^GET \/emails\/operations/m, 'silence'), tries: 2 },
  'away for ever': {
    strike: answered('.', { status: 503, times: always }),
    tries: all,
    comes: 0,
    ends: 'failed',
  },
  'the answer to the commit lost': commitAnswerLost,
  'no commit after it': { strike: commitsNeverArrive, tries: 1 },
};

describe.each([
  ['smtp', smtp],
  ['acs', acs],
] as const)('[N1] over %s,', (provider, kinds) => {
  it.each(Object.entries(kinds))(
    '%s: a mail is not lost, comes no oftener than it must, and its sending has an end',
    async (_, { strike, tries, comes = 1, ends = 'sent' }) => {
      const world = await makeMailWorld(provider);
      const id = await world.queue();
      strike(world);
      await world.settle();
      expect(await world.kept(id)).toMatchObject({ state: ends, attempts: tries });
      const arrived = await world.arrived();
      expect(arrived).toHaveLength(comes);
      expect(new Set(arrived.map((mail) => mail?.text)).size).toBe(Math.min(comes, 1));
      const ids = arrived
        .flatMap((mail) => mail?.headers ?? [])
        .filter(({ name }) => /^message-id$/i.test(name));
      if (provider === 'smtp')
        expect(ids.map(({ value }) => value)).toEqual(arrived.map(() => `<${id}@switchboard.example>`));
    },
  );
});
