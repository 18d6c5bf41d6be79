import { expect, it } from 'vitest';
import { statementEntityId } from '../../shared/billing/statement.ts';
import { makeBench, operatorTenant, user } from '../../shared/http/testing/bench.ts';
import { makeAsCustomer } from '../../shared/tenants/as-customer.ts';
import { makeBillingBench } from '../../tests/support/billing-bench.ts';
import { mailboxes } from '../../tests/support/licence-bench.ts';
import { statementRoutes } from './statements.ts';

/** Statements of June and July: a term of 8 mailboxes, one more from the 15th, a term of 1,009. */
const open = async () => {
  const bench = makeBillingBench({ startsAt: '2026-02-28T23:00:00.000Z' });
  await bench.have();
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.passUntil('2026-06-15T10:00:00.000Z');
  await bench.setLicences(bench.ctx, () => true, { held: 1009 });
  await bench.passUntil('2026-08-10T10:00:00.000Z');
  const routes = statementRoutes({
    ...bench,
    statements: bench.stores.statements,
    asCustomer: makeAsCustomer(bench.stores),
  });
  const benches = new Map(routes.map((route) => [route.operationId, makeBench(route)]));
  const customer = { ...user('Reader'), tenantId: bench.ctx.tenantId };
  const operator = { ...user('Operator'), tenantId: operatorTenant };
  const send = (operationId: string, request: object = {}, as = customer) => {
    const found = benches.get(operationId);
    if (found === undefined) throw new Error(operationId);
    return found.send({ as, ...request });
  };
  const correct = (sequence: string, body: object, headers: Record<string, string> = {}, as = operator) =>
    send('correctStatement', { params: { tenantId: bench.ctx.tenantId, sequence }, body, headers }, as);
  return { ...bench, send, correct, customer };
};
const credits = [{ line: 1, amount: 100 }];

it('[L12] statements are listed the newest first, with lines and totals in decimals', async () => {
  const { send, ctx } = await open();
  const { json, status } = await send('listStatements');
  expect(status).toBe(200);
  const number = `${ctx.tenantId.replaceAll('-', '').slice(0, 12)}-2026-00001`;
  expect(json).toMatchObject({
    value: [
      { sequence: 2, net: '998.91', tax: '189.79', gross: '1188.70' },
      {
        sequence: 1,
        number,
        period: { until: '2026-07-01' },
        issuedOn: '2026-07-01',
        lines: [
          { reason: 'term', quantity: 8, unitAmount: '0.99', amount: '7.92', taxRate: '19.00' },
          { reason: 'added', quantity: 1001, proRata: { days: 16, of: 30 }, amount: '528.53' },
        ],
        taxes: [{ rate: '19.00', net: '536.45', tax: '101.93' }],
        gross: '638.38',
      },
    ],
  });
});

it.each(['3', '0', '1.5', 'x', '1000000'])('there is no statement %s', async (sequence) => {
  const { send } = await open();
  for (const operation of ['getStatement', 'getStatementCsv', 'getStatementPage']) {
    const { status } = await send(operation, { params: { sequence } });
    expect([400, 404]).toContain(status);
  }
});

it('[L12] as CSV: a line each, numbers as numbers, credits too', async () => {
  const { send, correct, ctx } = await open();
  expect((await correct('1', { reason: 'x', credits })).status).toBe(201);
  const { status, headers, body } = await send('getStatementCsv', { params: { sequence: '3' } });
  expect(status).toBe(200);
  const number = `${ctx.tenantId.replaceAll('-', '').slice(0, 12)}-2026-00003`;
  expect(headers['content-disposition']).toBe(`attachment; filename="${number}.csv"`);
  expect(String(body)).toBe(
    '\uFEFFstatement,reason,plan,priceVersion,quantity,unitAmount,from,until,days,daysOfTerm,net,taxRate,currency,taxNote,corrects\r\n' +
      `${number},credit,standard,1,1001,0.99,2026-06-15,2026-07-01,16,30,-1.00,19.00,EUR,,${number.slice(0, -1)}1\r\n`,
  );
});

it('[L12] as a page in the caller’s language; a reason is shown as it is and does nothing', async () => {
  const { send, correct } = await open();
  await correct('1', { reason: '<script>alert(1)</script> & "Söhne"', credits });
  const page = async (sequence: string, language: string) => {
    const headers = { 'accept-language': language };
    const answer = await send('getStatementPage', { params: { sequence }, headers });
    expect(answer.headers['content-type']).toContain('text/html');
    return String(answer.body);
  };
  const de = await page('1', 'de');
  expect(de).toContain('<html lang="de">');
  for (const text of [
    '528,53 EUR',
    '1. Juni 2026 – 30. Juni 2026',
    '16/30',
    'Umsatzsteuer 19 %',
    '638,38 EUR',
    'keine Rechnung im Sinne des § 14 UStG',
  ])
    expect(de).toContain(text);
  // A foot would stand on every sheet that is printed.
  expect(de).not.toContain('<tfoot');
  expect(de.match(/<td class="number">528,53 EUR<\/td>/g)).toHaveLength(1);
  expect(de.match(/<th class="number">638,38 EUR<\/th>/g)).toHaveLength(1);
  expect(de).toContain('Postfach-Synchronisation Standard, Zubuchung');
  const en = await page('2', 'en');
  for (const text of ['1,188.70 EUR', '1 July 2026 – 31 July 2026', 'VAT 19 %', '1,009'])
    expect(en).toContain(text);
  const corrected = await page('3', 'en');
  expect(corrected).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Söhne&quot;');
  expect(corrected).toMatch(/Corrects statement [0-9a-f]{12}-2026-00001: /);
  expect(corrected).not.toContain('<script');
  expect(corrected).toContain('−1.00 EUR');
});

it('[L12] what a dearer plan costs for the rest of the term is told apart from more mailboxes', async () => {
  const { setLicences, ctx, passUntil, send } = await open();
  await setLicences(ctx, () => true, { held: 1009, plan: 'premium' });
  await passUntil('2026-09-02T10:00:00.000Z');
  const params = { sequence: '3' };
  expect((await send('getStatement', { params })).json).toMatchObject({
    lines: [
      { reason: 'term', plan: 'standard', quantity: 1009, unitAmount: '0.99', amount: '998.91' },
      // 22 of 31 days from 10 August on.
      { reason: 'upgraded', plan: 'premium', quantity: 1009, unitAmount: '0.50', amount: '358.03' },
    ],
  });
  const headers = { 'accept-language': 'de' };
  expect(String((await send('getStatementPage', { params, headers })).body)).toContain(
    'Postfach-Synchronisation Premium, Aufpreis nach Wechsel',
  );
});

it('[L12] the operator alone corrects; a request that comes again under its key gives back once', async () => {
  const { correct, customer, statements, send, ctx } = await open();
  const number = ctx.tenantId.replaceAll('-', '').slice(0, 12);
  const body = { reason: 'Irrtum', credits };
  for (const roles of [['Admin'], ['Operator']]) {
    expect((await correct('1', body, {}, { ...customer, roles })).status).toBe(403);
  }
  const headers = { 'idempotency-key': 'k1' };
  const first = await correct('1', body, headers);
  expect(first).toMatchObject({
    status: 201,
    json: {
      sequence: 3,
      corrects: { number: `${number}-2026-00001`, sequence: 1, reason: 'Irrtum' },
      gross: '-1.19',
    },
  });
  expect(first.headers['location']).toMatch('/v1/statements/3');
  expect((await correct('1', body, headers)).json).toEqual(first.json);
  expect(await statements()).toHaveLength(3);
  expect((await send('getStatement', { params: { sequence: '3' } })).json).toEqual(first.json);
});

it.each([
  [{ reason: ' ', credits }, '/reason', 'not-empty'],
  [{ reason: 'x', credits: [] }, '/credits', 'min-items'],
  [{ reason: 'x', credits: [{ line: 1, amount: 0 }] }, '/credits/0/amount', 'minimum'],
  [{ reason: 'x', credits: [{ line: -1 }] }, '/credits/0/line', 'minimum'],
  [{ reason: 'x', credits: [{ line: 2 }] }, '/credits/0/line', 'unknown-line'],
  [{ reason: 'x', credits: [{ line: 0, amount: 793 }] }, '/credits/0/amount', 'maximum'],
])('the correction %o is refused at %s', async (body, pointer, rule) => {
  const { correct } = await open();
  expect(await correct('1', body)).toMatchObject({ status: 400, json: { errors: [{ pointer, rule }] } });
});

it('a correction of a correction is refused, of an unknown statement not found', async () => {
  const { correct } = await open();
  await correct('1', { reason: 'x', credits });
  expect(await correct('3', { reason: 'x', credits: [{ line: 0 }] })).toMatchObject({
    status: 409,
    json: { reason: 'is-correction' },
  });
  expect((await correct('9', { reason: 'x', credits })).status).toBe(404);
});

it.each([
  ['DE', undefined, 'Kunde: Alpenland GmbH (DE)'],
  ['AT', 'reverse-charge', 'Steuerschuldnerschaft des Leistungsempfängers'],
  ['CH', 'outside-the-union', 'nicht steuerbare Leistung'],
])(
  '[L12] a statement to %s names who is charged, and why it bears no tax',
  async (countryCode, taxNote, said) => {
    const { changeTenant, passUntil, send } = await open();
    await changeTenant({ countryCode, displayName: 'Alpenland GmbH' });
    await passUntil('2026-09-02T10:00:00.000Z');
    await changeTenant({ displayName: 'Anders AG' });
    const params = { sequence: '3' };
    const { json } = await send('getStatement', { params });
    expect(json).toMatchObject({ customer: { displayName: 'Alpenland GmbH', countryCode } });
    expect(json).toHaveProperty('tax', countryCode === 'DE' ? '189.79' : '0.00');
    expect((json as { taxNote?: string }).taxNote).toBe(taxNote);
    const headers = { 'accept-language': 'de' };
    expect(String((await send('getStatementPage', { params, headers })).body)).toContain(said);
    const csv = String((await send('getStatementCsv', { params })).body);
    expect(csv).toContain(`,EUR,${taxNote ?? ''},\r\n`);
  },
);

it('[L12] why a statement bears no tax stays on it, and on its correction, when the rule is another or the company has moved', async () => {
  const { changeTenant, passUntil, send, correct, stores, ctx } = await open();
  await changeTenant({ countryCode: 'CH' });
  await passUntil('2026-09-02T10:00:00.000Z');
  const issued = await stores.statements.get(ctx, statementEntityId({ sequence: 3 }));
  if (issued === undefined) throw new Error('no statement');
  // Issued under another rule than the one that holds today.
  const other = { ...issued.value, taxNote: 'reverse-charge' } as const;
  await stores.commit(ctx, [stores.statements.replaced(ctx, issued.etag, other)]);
  await changeTenant({ countryCode: 'DE' });
  await correct('3', { reason: 'x', credits: [{ line: 0 }] });
  for (const sequence of ['3', '4']) {
    const params = { sequence };
    const { json } = await send('getStatement', { params });
    expect(json).toMatchObject({ customer: { countryCode: 'CH' }, taxNote: 'reverse-charge', tax: '0.00' });
    expect(String((await send('getStatementPage', { params })).body)).toContain('Reverse Charge');
    expect(String((await send('getStatementCsv', { params })).body)).toContain(',EUR,reverse-charge,');
  }
});

it('[L12] what was taxed is given back with its tax, though none would be charged today', async () => {
  const { changeTenant, correct } = await open();
  await changeTenant({ countryCode: 'AT' });
  const { json } = await correct('1', { reason: 'x', credits });
  expect(json).toMatchObject({ customer: { countryCode: 'DE' }, net: '-1.00', tax: '-0.19' });
  expect(json).not.toHaveProperty('taxNote');
});
