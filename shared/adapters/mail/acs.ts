import { EmailClient, type EmailMessage } from '@azure/communication-email';
import type { TokenCredential } from '@azure/identity';
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Mailer, MailRefused } from '../../notifications/mailer.ts';
import { acsCode, acsRefusal, isUnknownOperation } from './acs-refusal.ts';

export type AcsOptions = AcsAccess & {
  /** Of a domain that is verified and linked to the resource. */
  readonly senderAddress: string;
  readonly clock: Clock;
  /** How long one send may wait for the outcome; what is still under way then is looked at in the next try. */
  readonly patienceMs?: number;
  readonly pollIntervalMs?: number;
};

type AcsAccess =
  | { readonly endpoint: string; readonly credential: TokenCredential }
  /** Locally, over http; `endpoint=…;accesskey=…`. */
  | { readonly connectionString: string };

/** Of the REST API that the installed client speaks. */
const apiVersion = '2025-09-01';

/**
 * [N1] Mails over Azure Communication Services. The operation's id is the message's: a repeated send first asks what became
 * of it and posts only what the service does not know. Nothing is retried inside; the queue does that.
 */
export const makeAcsMailer = (options: AcsOptions): Mailer => {
  const { senderAddress, clock, patienceMs = 20_000, pollIntervalMs = 1_000 } = options;
  const { client, endpoint } = connect(options);

  /** The operation as the service last told it: the client keeps its state to itself and fails in words. */
  const follow = async (mail: EmailMessage, id: string): Promise<Operation> => {
    let told: Operation = {};
    const options = {
      abortSignal: AbortSignal.timeout(patienceMs),
      updateIntervalInMs: pollIntervalMs,
      onResponse: ({ parsedBody }: { readonly parsedBody?: unknown }) => {
        told = operationSchema.safeParse(parsedBody).data ?? {};
      },
    };
    try {
      const known = client.beginSend(mail, { ...options, resumeFrom: runningOperation(endpoint, id) });
      const poller = await known.catch((error: unknown) => {
        if (isUnknownOperation(error)) return client.beginSend(mail, { ...options, operationId: id });
        throw error;
      });
      await poller.pollUntilDone({ abortSignal: options.abortSignal });
    } catch (error) {
      if (!isOver(told)) throw error;
    }
    return told;
  };

  return {
    send: async ({
      id,
      to,
      subject,
      text,
      html,
    }): Promise<Result<{ providerMessageId: string }, MailRefused>> => {
      const mail: EmailMessage = {
        senderAddress,
        content: { subject, plainText: text, html },
        recipients: { to: [{ address: to }] },
        // Counting who opened what is nobody's business here.
        disableUserEngagementTracking: true,
      };
      try {
        const { status, error } = await follow(mail, id);
        if (status === 'Succeeded') return ok({ providerMessageId: id });
        return err({ type: 'mail-refused', permanent: true, code: acsCode(error?.code ?? status) });
      } catch (error) {
        return err(acsRefusal(error, clock));
      }
    },
  };
};

const operationSchema = z.object({
  status: z.string().optional(),
  error: z.object({ code: z.string().optional() }).nullish(),
});
type Operation = z.infer<typeof operationSchema>;

const isOver = ({ status }: Operation): boolean => status === 'Failed' || status === 'Canceled';

/** The client's serialised poller of an operation that it has not seen begin: polling it is the way to ask for its state. */
const runningOperation = (endpoint: string, id: string): string => {
  const operationLocation = `${endpoint}/emails/operations/${id}?api-version=${apiVersion}`;
  return JSON.stringify({
    state: { status: 'running', config: { operationLocation, metadata: { mode: 'OperationLocation' } } },
  });
};

const connect = (access: AcsAccess): { client: EmailClient; endpoint: string } => {
  const clientOptions = { retryOptions: { maxRetries: 0 } };
  if ('credential' in access) {
    const endpoint = access.endpoint.replace(/\/+$/, '');
    return { client: new EmailClient(endpoint, access.credential, clientOptions), endpoint };
  }
  const endpoint = /(?:^|;)endpoint=([^;]+?)\/*(?:;|$)/i.exec(access.connectionString)?.[1] ?? '';
  const allowInsecureConnection = endpoint.startsWith('http://');
  return {
    client: new EmailClient(access.connectionString, { ...clientOptions, allowInsecureConnection }),
    endpoint,
  };
};
