import type { z } from 'zod';
import { addDays } from '../../shared/billing/terms.ts';
import { html, pageReply } from '../../shared/http/html.ts';
import type { RawReply } from '../../shared/http/reply.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import { formatDay } from '../../shared/notifications/format-instant.ts';
import type { statementView } from './billing-views.ts';

const words = {
  de: {
    title: 'Abrechnung',
    period: 'Zeitraum',
    issued: 'Ausgestellt',
    corrects: 'Berichtigt Abrechnung',
    columns: ['Leistung', 'Menge', 'Einzelpreis', 'Von', 'Bis', 'Tage', 'Netto'],
    reasons: {
      term: 'Laufzeit',
      added: 'Zubuchung',
      upgraded: 'Aufpreis nach Wechsel',
      credit: 'Gutschrift',
    },
    plans: {
      'app-monthly': 'App, monatlich',
      'app-yearly': 'App, jährlich',
      standard: 'Postfach-Synchronisation Standard',
      premium: 'Postfach-Synchronisation Premium',
    },
    net: 'Netto',
    tax: 'Umsatzsteuer',
    gross: 'Gesamt',
    customer: 'Kunde',
    noInvoice: 'Diese Abrechnung ist keine Rechnung im Sinne des § 14 UStG.',
    taxNotes: {
      'reverse-charge':
        'Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge, Artikel 196 der Richtlinie 2006/112/EG).',
      'outside-the-union': 'In Deutschland nicht steuerbare Leistung (§ 3a Abs. 2 UStG).',
    },
  },
  en: {
    title: 'Statement',
    period: 'Period',
    issued: 'Issued',
    corrects: 'Corrects statement',
    columns: ['Service', 'Quantity', 'Unit price', 'From', 'To', 'Days', 'Net'],
    reasons: { term: 'term', added: 'added', upgraded: 'surcharge after a switch', credit: 'credit' },
    plans: {
      'app-monthly': 'App, monthly',
      'app-yearly': 'App, yearly',
      standard: 'Mailbox sync Standard',
      premium: 'Mailbox sync Premium',
    },
    net: 'Net',
    tax: 'VAT',
    gross: 'Total',
    customer: 'Customer',
    noInvoice: 'This statement is not an invoice (section 14 UStG).',
    taxNotes: {
      'reverse-charge': 'Reverse charge: the customer accounts for VAT (Directive 2006/112/EC, article 196).',
      'outside-the-union': 'Not taxable in Germany (section 3a (2) UStG).',
    },
  },
} as const;

/** Of `columns`, those that are set flush right. */
const isNumber = [false, true, true, false, false, true, true];

const locales = { de: 'de-DE', en: 'en-GB' } as const;

/** [L12] Everything on one page, for the printer and the accounts. */
export const statementPage = (
  language: Language,
  statement: z.output<typeof statementView>,
): RawReply<200> => {
  const said = words[language];
  const day = (date: string) => formatDay(`${date}T00:00:00.000Z`, language, 'UTC');
  // Periods end before their last day; people name the last one that counts.
  const lastDay = (until: string) => day(addDays(until, -1));
  const money = (amount: string) => {
    const [whole = '0', cents = '00'] = amount.replace('-', '').split('.');
    const grouped = count.format(BigInt(whole));
    const sign = amount.startsWith('-') ? '−' : '';
    return `${sign}${grouped}${language === 'de' ? ',' : '.'}${cents} ${statement.currency}`;
  };
  const count = new Intl.NumberFormat(locales[language]);
  const percent = (rate: string) => count.format(Number(rate));
  const number = (text: string) => html`<td class="number">${text}</td>`;
  // No foot of the table: printers repeat that on every sheet, as if its lines came to it.
  const total = (name: string, amount: string) =>
    html`<tr><th colspan="6">${name}</th><th class="number">${money(amount)}</th></tr>`;
  const { corrects, customer, taxNote } = statement;
  return pageReply({
    title: `${said.title} ${statement.number}`,
    language,
    body: html`<h1>${said.title} ${statement.number}</h1>
<p>${said.customer}: ${customer.displayName} (${customer.countryCode})</p>
<p>${said.period}: ${day(statement.period.from)} – ${lastDay(statement.period.until)}<br>
${said.issued}: ${day(statement.issuedOn)}</p>
${corrects !== undefined && html`<p>${said.corrects} ${corrects.number}: ${corrects.reason}</p>`}
<div class="wide"><table>
<thead><tr>${said.columns.map((name, n) => (isNumber[n] === true ? html`<th class="number">${name}</th>` : html`<th>${name}</th>`))}</tr></thead>
<tbody>${statement.lines.map(
      (line) => html`
<tr><td>${said.plans[line.plan]}, ${said.reasons[line.reason]}</td>${number(count.format(line.quantity))}${number(money(line.unitAmount))}
<td>${day(line.from)}</td><td>${lastDay(line.until)}</td>
${number(line.proRata === undefined ? '' : `${line.proRata.days}/${line.proRata.of}`)}${number(money(line.amount))}</tr>`,
    )}
</tbody>
<tbody class="together">
${total(said.net, statement.net)}
${statement.taxes.map(({ rate, tax }) => total(`${said.tax} ${percent(rate)} %`, tax))}
${total(said.gross, statement.gross)}
</tbody></table></div>
${taxNote !== undefined && html`<p>${said.taxNotes[taxNote]}</p>`}
<p>${said.noInvoice}</p>`,
  });
};
