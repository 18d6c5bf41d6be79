import { onTestFinished } from 'vitest';
import { startMailCatcher } from '../../../local/emulators/mail/server.ts';
import { makeAcsMailer } from '../../../shared/adapters/mail/acs.ts';
import { makeSmtpMailer } from '../../../shared/adapters/mail/smtp.ts';
import { systemRandom, tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import { notificationQueued } from '../../../shared/notifications/notification-queued.ts';
import { makeComposedApp } from '../../support/composed-app.ts';
import { makeFaultyTable, type TransactionFault } from '../../support/faulty-table.ts';
import { makeTestClock } from '../../support/mailbox-run.ts';
import { testTables } from '../../support/tables.ts';
import { openTornWire } from '../../support/torn-wire.ts';
import { makeAuthenticate } from '../simulation/world/callers.ts';

const senderAddress = 'no-reply@switchboard.example';
const accessKey = Buffer.from('a key of the e-mail service').toString('base64');
const timeoutMs = 250;
const longestMs = 3 * 24 * 3_600_000;

export type Provider = 'smtp' | 'acs';

/**
 * The composed application with a mailer that speaks to the mail catcher over a wire that can tear; tables in Azurite. One
 * company, to whose administrator one mail is to go.
 */
export const makeMailWorld = async (provider: Provider) => {
  const clock = makeTestClock();
  const catcher = await startMailCatcher({ port: 0, smtpPort: 0, stateFile: ':memory:', clock, accessKey });
  onTestFinished(() => catcher.close());
  const wire = await openTornWire(Number(new URL(provider === 'smtp' ? catcher.smtpUrl : catcher.url).port));
  const mailer =
    provider === 'smtp'
      ? makeSmtpMailer({ host: '127.0.0.1', port: wire.port, security: 'none', senderAddress, timeoutMs })
      : makeAcsMailer({
          connectionString: `endpoint=http://127.0.0.1:${wire.port};accesskey=${accessKey}`,
          senderAddress,
          clock,
          patienceMs: timeoutMs,
          pollIntervalMs: 5,
        });
  const tables = await testTables();
  const tableFaults: TransactionFault[] = [];
  const faulty: typeof tables = { ...tables, state: makeFaultyTable(tables.state, tableFaults) };
  const app = makeComposedApp({
    table: (name) => faulty[name],
    authenticate: makeAuthenticate(),
    clock,
    operatorTenantId: systemRandom.id(),
    mailer,
  });
  const ctx = systemContext(tenantId(systemRandom.id()), 'mail');
  const { notifications, commit } = app.stores;

  /** Something has happened that a mail is about; its id. */
  const queue = async (): Promise<string> => {
    const { change, message } = notificationQueued(
      ctx,
      {
        kind: 'tenant-onboarded',
        recipient: 'anna@mueller.example',
        language: 'de',
        params: { organisation: 'Müller AG' },
      },
      { notifications, clock, random: systemRandom },
    );
    await commit(ctx, [change], [message]);
    return String(message.body['notificationId']);
  };

  /** Delivers what is due and goes on to what is due later, until nothing more is to come. */
  const settle = async (): Promise<void> => {
    const end = clock.now() + longestMs;
    for (;;) {
      await app.settle();
      const due = app.bus.sent.flatMap(({ notBefore = 0 }) => (notBefore > clock.now() ? [notBefore] : []));
      if (due.length === 0) return;
      const next = Math.min(...due);
      if (next > end) throw new Error('it has no end');
      clock.advance(next - clock.now());
    }
  };

  const { mailbox } = catcher.admin;
  return {
    wire,
    admin: catcher.admin,
    tableFaults,
    queue,
    settle,
    kept: async (id: string) => (await notifications.get(ctx, id))?.value,
    arrived: async () => Promise.all(mailbox.list().map(({ id }) => mailbox.open(id))),
  };
};

export type MailWorld = Awaited<ReturnType<typeof makeMailWorld>>;
