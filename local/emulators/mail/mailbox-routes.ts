import { Hono } from 'hono';
import { html } from 'hono/html';
import { page } from '../loopback/page.ts';
import type { CaughtMail, Mailbox, OpenedMail } from './mailbox.ts';

const listPage = (mails: readonly CaughtMail[]) =>
  page(
    'en',
    'Caught mails',
    html`<p>${mails.length === 0 ? 'No mail has been sent yet.' : `${mails.length} mails, newest first.`}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Subject</th>
            <th scope="col">To</th>
            <th scope="col">Received</th>
          </tr>
        </thead>
        <tbody>
          ${mails.map(
            ({ id, subject, envelope, receivedAt }) => html`<tr>
              <td><a href="/mails/${id}">${subject || '(no subject)'}</a></td>
              <td>${envelope.to.join(', ')}</td>
              <td>${receivedAt}</td>
            </tr>`,
          )}
        </tbody>
      </table>`,
  );

const mailPage = (mail: OpenedMail) =>
  page(
    'en',
    mail.subject || '(no subject)',
    html`<p><a href="/">All mails</a> · <a href="/messages/${mail.id}/raw">Raw message</a></p>
      <p>From ${mail.from}<br />To ${mail.envelope.to.join(', ')}<br />Received ${mail.receivedAt}</p>
      ${
        mail.html === null
          ? ''
          : html`<h2>HTML</h2>
            <iframe
              title="HTML part"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              src="/messages/${mail.id}/html"
            ></iframe>`
      }
      ${mail.text === null ? '' : html`<h2>Text</h2><pre>${mail.text}</pre>`}
      ${
        mail.attachments.length === 0
          ? ''
          : html`<h2>Attachments</h2>
            <ul>
              ${mail.attachments.map(({ filename, mimeType }) => html`<li>${filename ?? '(unnamed)'} (${mimeType})</li>`)}
            </ul>`
      }`,
  );

/** The mailbox to read for people (`/`, `/mails/{id}`) and programs (`/messages…`). */
export function mailboxRoutes(mailbox: Mailbox): Hono {
  const routes = new Hono();
  const numbered = (text: string): number => (/^\d+$/.test(text) ? Number(text) : -1);

  routes.get('/', (context) => context.html(listPage(mailbox.list())));
  routes.get('/mails/:id', async (context) => {
    const mail = await mailbox.open(numbered(context.req.param('id')));
    return mail === undefined ? context.notFound() : context.html(mailPage(mail));
  });
  routes.get('/messages', (context) => {
    const to = context.req.query('to');
    return context.json({ messages: mailbox.list(to === undefined ? {} : { to }) });
  });
  routes.delete('/messages', (context) => {
    mailbox.clear();
    return context.body(null, 204);
  });
  routes.get('/messages/:id', async (context) => {
    const mail = await mailbox.open(numbered(context.req.param('id')));
    return mail === undefined ? context.json({ error: 'no such message' }, 404) : context.json(mail);
  });
  routes.get('/messages/:id/raw', (context) => {
    const raw = mailbox.raw(numbered(context.req.param('id')));
    if (raw === undefined) return context.json({ error: 'no such message' }, 404);
    return new Response(new Uint8Array(raw), {
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
  });
  routes.get('/messages/:id/html', async (context) => {
    const mail = await mailbox.open(numbered(context.req.param('id')));
    if (mail === undefined || mail.html === null) return context.json({ error: 'no such HTML part' }, 404);
    // A mail is foreign text: no scripts, nothing loaded from elsewhere; its links open outside the frame.
    return new Response(`<base target="_blank">${mail.html}`, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'",
        'referrer-policy': 'no-referrer',
      },
    });
  });
  return routes;
}
