import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Context, Hono } from 'hono';
import {
  composed,
  type EmailMessage,
  maximumBytes,
  maximumRecipients,
  messageSchema,
  recipientsOf,
} from './email-message.ts';
import type { Mailbox } from './mailbox.ts';
import type { Refusals } from './refusals.ts';
import { signatureFlaw } from './request-signature.ts';

const refused = (status: 400 | 401 | 404 | 409 | 413 | 429, code: string, message: string) =>
  ({ status, body: { error: { code, message } }, code }) as const;
type Refused = ReturnType<typeof refused>;

export interface EmailServiceOptions {
  readonly mailbox: Mailbox;
  readonly refusals: Refusals;
  readonly database: DatabaseSync;
  /** Base64, as in the connection string; signatures are verified when it is given, else only looked for. */
  readonly accessKey: string | undefined;
  readonly baseUrl: () => string;
  readonly onMail: () => void;
}

/** Azure Communication Services' e-mail REST face: `POST /emails:send`, `GET /emails/operations/{id}`. */
export function emailServiceRoutes(options: EmailServiceOptions): Hono {
  const { mailbox, refusals, database, accessKey, baseUrl, onMail } = options;

  const checkSignature = (context: Context, body: string): Refused | undefined => {
    const flaw = signatureFlaw(context.req.raw, body, accessKey);
    return flaw === undefined
      ? undefined
      : refused(401, 'Denied', `Denied by the resource provider: ${flaw}.`);
  };

  const readMessage = (body: string): EmailMessage | Refused => {
    if (Buffer.byteLength(body) > maximumBytes)
      return refused(413, 'RequestTooLarge', 'The request exceeds the limit of 10 MB.');
    try {
      const message = messageSchema.parse(JSON.parse(body));
      const count = recipientsOf(message).length;
      if (count === 0) return refused(400, 'BadRequest', 'At least one recipient is required.');
      if (count > maximumRecipients)
        return refused(400, 'BadRequest', `At most ${maximumRecipients} recipients are allowed.`);
      return message;
    } catch (error) {
      return refused(400, 'BadRequest', error instanceof Error ? error.message : 'The body is not valid.');
    }
  };

  const operation = (id: string) =>
    database.prepare('SELECT request_hash, failure FROM send_operation WHERE id = ?').get(id.toLowerCase()) as
      | { request_hash: string; failure: string | null }
      | undefined;

  const record = (id: string, hash: string, failure: string | null): void =>
    void database
      .prepare('INSERT INTO send_operation (id, request_hash, failure) VALUES (?, ?, ?)')
      .run(id.toLowerCase(), hash, failure);

  /** What the first use of an operation id leaves to a repetition: nothing, or a refusal for another message. */
  const repeated = (id: string, hash: string): 'new' | 'same' | Refused => {
    const known = operation(id);
    if (known === undefined) return 'new';
    if (known.request_hash === hash) return 'same';
    return refused(409, 'OperationIdConflict', 'The operation id was used for another message.');
  };

  /** Keeps mail and operation in one transaction, or answers why not. */
  const send = async (id: string, body: string): Promise<Refused | undefined> => {
    const hash = createHash('sha256').update(body).digest('base64url');
    const before = repeated(id, hash);
    if (before !== 'new') return before === 'same' ? undefined : before;
    const message = readMessage(body);
    if ('status' in message) return message;
    const to = recipientsOf(message);
    const codes = to.flatMap((recipient) => refusals.take(recipient)?.code ?? []);
    if (codes.some((code) => code < 500))
      return refused(429, 'TooManyRequests', 'The sending limit is reached; try again later.');
    if (codes.length > 0) {
      record(id, hash, 'EmailDroppedAllRecipientsSuppressed');
      return undefined;
    }
    const raw = await composed(message);
    try {
      await mailbox.keep('rest', { from: message.senderAddress, to }, raw, () => record(id, hash, null));
    } catch (error) {
      // The same operation may have been sent twice at once: then the other one has won.
      const meanwhile = repeated(id, hash);
      if (meanwhile === 'new') throw error;
      return meanwhile === 'same' ? undefined : meanwhile;
    }
    onMail();
    return undefined;
  };

  const refuse = (context: Context, { status, body, code }: Refused): Response =>
    context.json(body, status, {
      'x-ms-error-code': code,
      ...(status === 429 ? { 'retry-after': '10' } : {}),
    }) as Response;
  const checkVersion = (context: Context): Refused | undefined =>
    /^\d{4}-\d\d-\d\d(-preview)?$/.test(context.req.query('api-version') ?? '')
      ? undefined
      : refused(400, 'MissingApiVersionParameter', 'The api-version query parameter is required.');

  const routes = new Hono();
  // Written as a pattern, because a colon begins a parameter in Hono's paths.
  routes.post('/:action{emails:send}', async (context) => {
    const body = await context.req.text();
    const id =
      context.req.header('operation-id') ?? context.req.header('repeatability-request-id') ?? randomUUID();
    const refusal = checkVersion(context) ?? checkSignature(context, body) ?? (await send(id, body));
    if (refusal !== undefined) return refuse(context, refusal);
    const repeatable = context.req.header('repeatability-request-id') !== undefined;
    return context.json({ id, status: 'Running' }, 202, {
      'operation-location': `${baseUrl()}/emails/operations/${id}?api-version=${context.req.query('api-version')}`,
      ...(repeatable ? { 'repeatability-result': 'accepted' } : {}),
    });
  });
  routes.get('/emails/operations/:id', (context) => {
    const id = context.req.param('id');
    const refusal = checkVersion(context) ?? checkSignature(context, '');
    if (refusal !== undefined) return refuse(context, refusal);
    const known = operation(id);
    if (known === undefined)
      return refuse(context, refused(404, 'OperationNotFound', 'There is no such operation.'));
    if (known.failure === null) return context.json({ id, status: 'Succeeded' });
    const error = { code: known.failure, message: 'No recipient accepts mail.' };
    return context.json({ id, status: 'Failed', error });
  });
  return routes;
}
