import { Hono } from 'hono';
import { ZodError } from 'zod';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { type Fault, faultRoutes, makeFaults } from '../loopback/faults.ts';
import { listen } from '../loopback/listen.ts';
import { emailServiceRoutes } from './email-service.ts';
import { type Mailbox, openMailbox, openMailState } from './mailbox.ts';
import { mailboxRoutes } from './mailbox-routes.ts';
import { makeRefusals, type Refusal, refusalSchema } from './refusals.ts';
import { startSmtpFace } from './smtp-server.ts';

export interface MailOptions extends EmulatorOptions {
  /** The SMTP port; 0 picks a free one. `port` is the HTTP port. */
  readonly smtpPort: number;
  /** Base64 key of the e-mail service's connection string; with it, request signatures are verified. */
  readonly accessKey?: string;
}

export interface MailAdmin {
  readonly mailbox: Mailbox;
  /** Refuses or slows recipients, over SMTP and the e-mail service alike. */
  refuse(refusal: Refusal): void;
  clearRefusals(): void;
  /** Disturbs HTTP requests. */
  injectFault(fault: Fault): void;
  clearFaults(): void;
}

export interface MailCatcher extends Emulator {
  readonly smtpUrl: string;
  readonly admin: MailAdmin;
}

/** Catches every mail, from SMTP and from Azure Communication Services' e-mail client, in one readable mailbox. */
export async function startMailCatcher(options: MailOptions): Promise<MailCatcher> {
  const database = openMailState(options.stateFile);
  const mailbox = openMailbox(database, options.clock);
  const refusals = makeRefusals();
  const counts = makeCounts();
  const faults = makeFaults((status) => ({
    error: { code: status === 429 ? 'TooManyRequests' : 'ServiceUnavailable', message: 'An injected fault.' },
  }));
  const admin: MailAdmin = {
    mailbox,
    refuse: refusals.add,
    clearRefusals: refusals.clear,
    injectFault: faults.inject,
    clearFaults: faults.clear,
  };
  const onMail = (): void => counts.add('mails');
  let url = '';

  const http = new Hono();
  http.use(async (_context, next) => {
    counts.add('httpCalls');
    await next();
  });
  http.use(faults.middleware);
  http.route('/_emulator', faultRoutes(admin));
  http.post('/_emulator/refusals', async (context) => {
    admin.refuse(refusalSchema.parse(await context.req.json()));
    return context.body(null, 204);
  });
  http.delete('/_emulator/refusals', (context) => {
    admin.clearRefusals();
    return context.body(null, 204);
  });
  http.route(
    '/',
    emailServiceRoutes({
      mailbox,
      refusals,
      database,
      accessKey: options.accessKey,
      baseUrl: () => url,
      onMail,
    }),
  );
  http.route('/', mailboxRoutes(mailbox));
  http.notFound((context) =>
    context.json(
      {
        error: {
          code: 'NotImplemented',
          message: `Not emulated: ${context.req.method} ${context.req.path}.`,
        },
      },
      501,
    ),
  );
  http.onError((error, context) => {
    if (error instanceof ZodError || error instanceof SyntaxError)
      return context.json({ error: { code: 'BadRequest', message: error.message } }, 400);
    console.error('Mail catcher:', error);
    return context.json(
      { error: { code: 'InternalError', message: 'The emulator failed; see its log.' } },
      500,
    );
  });

  const smtp = await startSmtpFace(options.smtpPort, mailbox, refusals, onMail);
  const listening = await listen(http, options.port);
  url = listening.url;
  return {
    name: 'mail',
    url,
    smtpUrl: smtp.url,
    admin,
    counters: counts.all,
    resetCounters: counts.reset,
    close: async () => {
      await Promise.all([smtp.close(), listening.close()]);
      database.close();
    },
  };
}
