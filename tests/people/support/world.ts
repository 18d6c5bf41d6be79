import type { LogFields } from '../../../shared/kernel/log.ts';
import { makeDepartureWorld, type Tables } from '../../departures/support/world.ts';
import { openedRows } from './opened-rows.ts';

export const erika = {
  key: 'e41ca000-0000-4000-8000-0000000000ca',
  mail: 'erika.canary@person.example',
  number: '089 7654321-77',
  e164: '+4989765432177',
  name: 'Canaria',
};
const fields = {
  displayName: `Erika ${erika.name}`,
  givenName: 'Erika',
  surname: erika.name,
  emails: [erika.mail],
  businessPhones: [erika.number],
};
/** What nobody shall find of her. */
const traces = [erika.mail, '765432177', erika.name];

const minutes = 60_000;
/** A pass and the next. */
export const pause = 36 * minutes;

/**
 * A company with Erika, a colleague who names her as manager, and imports of its own and of a partner that ask before every
 * single deletion.
 */
export const makePersonWorld = async (tables: Tables) => {
  const logged: LogFields[] = [];
  const world = await makeDepartureWorld(tables, {
    log: (_level, message, more) =>
      logged.push({ ...more, operation: `${more?.operation ?? ''} ${message}` }),
  });
  const { app, ids, must, contextOf, imports, shares, clock } = world;
  const company = ids.leaver;
  const colleague = 'c0113a90-0000-4000-8000-0000000000cb';
  const arrive = () => {
    app.directoryOf(company).put(erika.key, fields, 'photo of Erika');
    app
      .directoryOf(company)
      .put(colleague, { displayName: 'Kollege', emails: ['kollege@person.example'], managerKey: erika.key });
  };
  arrive();
  const refresh = async (mode?: 'full') => {
    const query = mode === undefined ? '' : `?mode=${mode}`;
    await must(company, 'POST', `/v1/sources/${shares.leaver.sourceId}/refresh${query}`);
    await app.settle();
  };
  const run = async () => {
    // The source is read again by then, and every delta with it.
    clock.advance(3 * 3_600_000);
    for (const [who, { importId }] of [
      [ids.leaver, imports.own],
      [ids.partner, imports.byPartner],
    ] as const) {
      await must(who, 'POST', `/v1/imports/${importId}/runs`);
      await app.settle();
    }
  };
  const copies = (): readonly string[] =>
    [imports.own, imports.byPartner].flatMap(({ mailbox }) =>
      app.mailboxes
        .mailbox(mailbox)
        .contacts()
        .filter(({ card }) => card.displayName.includes(erika.name))
        .map(() => mailbox),
    );
  for (const [who, { importId }] of [
    [ids.leaver, imports.own],
    [ids.partner, imports.byPartner],
  ] as const) {
    const path = `/v1/imports/${importId}`;
    const { etag } = await must(who, 'GET', path);
    const deletionLimit = { percent: 0, contacts: 0 };
    await must(who, 'PATCH', path, { deletionLimit }, { headers: { 'if-match': etag } });
    await app.settle();
  }
  await refresh();
  await run();

  return {
    ...world,
    company,
    ctx: contextOf(company),
    refresh,
    run,
    copies,
    arrive,
    erase: async (people = 1) => {
      const { body } = await must(company, 'POST', '/v1/people/erasures', { emails: [erika.mail], people });
      return body.id as string;
    },
    /** Until nothing is waiting any more. */
    end: async () => {
      for (let pass = 0; pass < 3; pass++) {
        await app.settle();
        clock.advance(pause);
      }
      await app.settle();
    },
    /** Rows, messages, dead letters, mails and log lines in which something of her can be found. */
    found: async (): Promise<readonly string[]> => {
      const has = (text: string) => traces.some((trace) => text.includes(trace));
      const rows = await openedRows(Object.values(tables), company);
      const texts = { messages: app.bus.sent, mails: app.mails, log: logged };
      return [
        ...rows.filter(({ text }) => has(text)).map(({ key }) => key),
        ...Object.entries(texts).flatMap(([name, what]) => (has(JSON.stringify(what)) ? [name] : [])),
      ];
    },
  };
};
