import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { Language } from '../kernel/tenant-context.ts';
import { composeMail } from './compose-mail.ts';
import { type NotificationKind, type NotificationParams, notificationKindNames } from './kinds.ts';
import { makeLinks } from './links.ts';
import type { Notification } from './notification.ts';

const links = makeLinks('https://portal.example/app');
const instants = { timeZone: 'Europe/Berlin' };
const samples: { readonly [K in NotificationKind]: NotificationParams<K> } = {
  'tenant-onboarded': { organisation: 'Müller AG' },
  'consent-lost': { organisation: 'Müller AG', erasedAfter: '2026-12-22T23:30:00.000Z', ...instants },
  'access-blocked': { organisation: 'Müller AG', code: 'AADSTS53003' },
  'departure-requested': {
    organisation: 'Müller AG',
    erasedAfter: '2026-12-22T23:30:00.000Z',
    ...instants,
  },
  'erasure-begun': { organisation: 'Müller AG' },
  'import-failed': {
    importId: 'i1',
    importName: 'Vertrieb',
    reason: 'consent-required',
    failedAt: '2026-11-22T01:05:00.000Z',
    ...instants,
  },
  'import-completed-with-errors': {
    importId: 'i1',
    importName: 'Vertrieb',
    mailboxes: 40,
    failedMailboxes: 3,
    finishedAt: '2026-11-22T01:05:00.000Z',
    ...instants,
  },
  'import-held-back': {
    importId: 'i1',
    importName: 'Vertrieb',
    what: 'contacts',
    deletions: 48,
    of: 120,
    mailboxes: 12,
    finishedAt: '2026-11-22T01:05:00.000Z',
    ...instants,
  },
  'trial-ends': { product: 'app', on: '2027-02-28', days: 7, continues: 1 },
  'statement-issued': { number: 'a1b2c3d4e5f6-2027-00001', gross: '12.34', currency: 'EUR', correction: 0 },
  'subscription-cancelled': { product: 'app', on: '2027-02-28' },
  'seats-short': { needed: 12, held: 10, missing: 2 },
  'payment-failed': {
    store: 'apple',
    runs: 1,
    until: '2026-12-22T23:30:00.000Z',
    ...instants,
    managementUrl: 'https://store.example/account/subscriptions?sku=a&package=b',
  },
  'licences-short': { needed: 12, held: 8, missing: 4, paused: 1 },
};

const notification = (
  kind: NotificationKind,
  language: Language,
  params: object = samples[kind],
): Notification => ({
  id: '99999999-9999-4999-8999-999999999999',
  kind,
  language,
  recipient: 'anna@a.example',
  params: params as Notification['params'],
  state: 'queued',
  attempts: 0,
  createdAt: '2026-11-22T06:00:00.000Z',
});

const mailOf = (...args: Parameters<typeof notification>) => {
  const mail = composeMail(notification(...args), links);
  if (!mail.ok) throw new Error(mail.error);
  return mail.value;
};

const unescaped = (html: string) =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('[N1] the mails', () => {
  it.each(notificationKindNames)('%s exists in German and English, as text and HTML', (kind) => {
    const de = mailOf(kind, 'de');
    const en = mailOf(kind, 'en');
    expect(de.subject).not.toBe(en.subject);
    expect(de.text).not.toBe(en.text);
    expect(de.html).toContain('<html lang="de">');
    expect(en.html).toContain('<html lang="en">');
    expect(`${de.text}${de.html}${en.text}${en.html}`).not.toMatch(/undefined|NaN|\[object/);
    for (const { html, subject } of [de, en]) expect(unescaped(html)).toContain(`<title>${subject}</title>`);
  });

  it("tells times in the company's zone and the receiver's language", () => {
    expect(mailOf('import-failed', 'de').text).toContain('22. November 2026 um 02:05');
    expect(mailOf('import-failed', 'en').text).toContain('22 November 2026 at 02:05');
    expect(mailOf('consent-lost', 'de').text).toContain('nach dem 23. Dezember 2026');
  });

  it('tells a reason in words, and an unknown one by its code', () => {
    expect(mailOf('import-failed', 'de').text).toContain('Grund: Die Zustimmung des Unternehmens fehlt.');
    const odd = { ...samples['import-failed'], reason: 'E-42' };
    expect(mailOf('import-failed', 'en', odd).text).toContain('Reason: E-42');
  });

  it('[I6] tells how much was held back, of contacts and of mailboxes', () => {
    expect(mailOf('import-held-back', 'de').text).toContain('bis zu 48 von 120 Kontakten');
    const groups = { ...samples['import-held-back'], what: 'mailboxes' };
    expect(mailOf('import-held-back', 'en', groups).text).toContain('To be emptied: 48 of 120 mailboxes');
  });

  it('[L5] tells until when a purchase runs that could not be charged, or since when it does not, and where to pay', () => {
    const { text, html } = mailOf('payment-failed', 'de');
    expect(text).toContain('läuft noch bis zum 23. Dezember 2026 um 00:30');
    expect(text).toContain('https://store.example/account/subscriptions?sku=a&package=b');
    expect(html).toContain('href="https://store.example/account/subscriptions?sku=a&amp;package=b"');
    const held = { ...samples['payment-failed'], store: 'google', runs: 0 };
    expect(mailOf('payment-failed', 'en', held).text).toContain('on hold since 23 December 2026 at 00:30');
    const elsewhere = { ...samples['payment-failed'], managementUrl: 'javascript:alert(1)' };
    expect(composeMail(notification('payment-failed', 'en', elsewhere), links)).toMatchObject({ ok: false });
  });

  it('leads to the portal that is configured, with ids only', () => {
    const { text, html } = mailOf('import-failed', 'de', {
      ...samples['import-failed'],
      importId: 'a/../b?c',
    });
    expect(text).toContain('https://portal.example/app/imports/a%2F..%2Fb%3Fc');
    expect(html).toContain('href="https://portal.example/app/imports/a%2F..%2Fb%3Fc"');
  });

  it('cannot be sent with parameters of another version of its kind', () => {
    const outdated = notification('import-failed', 'de', { importId: 'i1' });
    expect(composeMail(outdated, links)).toEqual({ ok: false, error: 'invalid-params' });
  });
});

describe('[N1] nothing from user input reaches a header or unescapedd HTML', () => {
  const hostile =
    '</td><script>alert(1)</script><img src=x onerror=alert(1)> "\'&\r\nBcc: all@a.example\u202e';

  it('a name of hostile characters is shown as it is, and does nothing', () => {
    for (const kind of ['tenant-onboarded', 'import-failed'] as const) {
      const params = {
        ...samples[kind],
        ...('importName' in samples[kind] ? { importName: hostile } : { organisation: hostile }),
      };
      const { subject, html, text } = mailOf(kind, 'de', params);
      expect(subject).toBe(mailOf(kind, 'de').subject);
      expect(html).not.toMatch(/<script|<img/);
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(text).not.toMatch(/^Bcc:/m);
    }
  });

  it('whatever the name, the mail has the same elements and headers', async () => {
    const tags = (html: string) => html.match(/<[^>]*>/g);
    const plain = mailOf('tenant-onboarded', 'en', { organisation: 'x' });
    const names = fc.string({ unit: 'binary', maxLength: 100 }).filter((name) => name.length <= 256);
    await fc.assert(
      fc.asyncProperty(names, async (organisation) => {
        const { subject, html, text, to } = mailOf('tenant-onboarded', 'en', { organisation });
        expect(tags(html)).toEqual(tags(plain.html));
        expect(`${subject}${to}`).not.toMatch(/\p{Cc}/u);
        const parsed = await PostalMime.parse(`Subject: ${subject}\r\nTo: ${to}\r\n\r\n${text}`);
        expect(parsed.headers.map(({ key }) => key)).toEqual(['subject', 'to']);
      }),
      { numRuns: 60 },
    );
  });
});
