import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricNames, metrics } from '../../kernel/metrics.ts';
import { type SpanAttributes, silentTelemetry, spanAttributeNames } from '../../kernel/telemetry.ts';
import { readTraceparent, traceIdOf } from '../../kernel/traceparent.ts';
import { makeMemoryTelemetry } from './memory-telemetry.test-data.ts';
import { startTelemetry } from './start-telemetry.ts';

const sampled = readTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
const unsampled = readTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00');

describe('a span', () => {
  it('lies under the one that is current, also across waits, and others beside it do not mix', async () => {
    const { telemetry, span } = makeMemoryTelemetry();
    const branch = (name: string) =>
      telemetry.span(name, {}, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        await telemetry.span(`${name} inner`, {}, async () => {});
      });
    await telemetry.span('outer', {}, async () => {
      await Promise.all([branch('a'), branch('b')]);
    });
    for (const name of ['a', 'b']) {
      expect(span(`${name} inner`).parentSpanContext?.spanId).toBe(span(name).spanContext().spanId);
      expect(span(name).parentSpanContext?.spanId).toBe(span('outer').spanContext().spanId);
    }
  });

  it('goes on where a trace came from', async () => {
    const { telemetry, span } = makeMemoryTelemetry();
    const place = await telemetry.span('in', { parent: sampled }, async () => telemetry.traceparent());
    expect(span('in').parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(place && traceIdOf(place)).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(place).toBe(`00-0af7651916cd43dd8448eb211c80319c-${span('in').spanContext().spanId}-01`);
  });

  it('of a trace that nobody records is not recorded, but its place is sent on', async () => {
    const { telemetry, spans } = makeMemoryTelemetry();
    const place = await telemetry.span('in', { parent: unsampled }, async () => telemetry.traceparent());
    expect(spans()).toEqual([]);
    expect(place).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
  });

  it('begins a recorded trace as often as the ratio says', async () => {
    const none = makeMemoryTelemetry(0);
    await none.telemetry.span('a', {}, async () => {});
    await none.telemetry.span('b', { parent: sampled }, async () => {});
    expect(none.spans().map(({ name }) => name)).toEqual(['b']);
  });

  it('is marked by what the work throws, without a word of its text', async () => {
    const { telemetry, span, exported } = makeMemoryTelemetry();
    const work = telemetry.span('work', {}, () => Promise.reject(new TypeError('Anna Berger')));
    await expect(work).rejects.toThrow('Anna Berger');
    expect(span('work').attributes['error.type']).toBe('TypeError');
    expect(await exported()).not.toContain('Anna');
  });
});

it.each(['', 'x', '00-0-0-0', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `${sampled}-x`, 7, undefined])(
  'a garbled place (%s) is none',
  (text) => expect(readTraceparent(text)).toBeUndefined(),
);

it('outside of any span there is no place to send along', () => {
  expect(makeMemoryTelemetry().telemetry.traceparent()).toBeUndefined();
});

describe('metrics', () => {
  it('have names, units in UCUM and descriptions', async () => {
    for (const name of metricNames) {
      expect(metrics[name].unit).toMatch(/^(s|\{[a-z]+\})$/);
      expect(metrics[name].description).toMatch(/\.$/);
    }
    const { telemetry, measured } = makeMemoryTelemetry();
    telemetry.record('switchboard.contacts', 3, { 'switchboard.change': 'created' });
    telemetry.record('switchboard.contacts', 2, { 'switchboard.change': 'created' });
    telemetry.record('switchboard.import.lateness', 90, {});
    const all = await measured();
    expect(all.map(({ descriptor: { name, unit } }) => [name, unit])).toEqual([
      ['switchboard.import.lateness', 's'],
      ['switchboard.contacts', '{contact}'],
    ]);
    expect(all[1]?.dataPoints).toMatchObject([{ value: 5, attributes: { 'switchboard.change': 'created' } }]);
  });

  it('never bear a tenant or anything else of which there is no end', () => {
    for (const name of metricNames)
      expect(metrics[name].attributes.join()).not.toMatch(/\.id|tenant|address/);
  });
});

/** As people are called, reached and found. */
const personal = fc.oneof(
  fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })).map(([a, b]) => `Änna${a} ${b}Bérger`),
  fc.nat().map((n) => `anna.berger${n}@mueller.example`),
  fc.nat().map((n) => `+49 30 ${n}`),
  fc.nat().map((n) => `https://graph.example/users/anna@x.example?$filter=displayName eq ${n}`),
);

it('[T7] nothing leaves that is not on the list or does not look like an id or a state', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...spanAttributeNames, 'displayName', 'user.name'), personal),
      personal,
      async (attributes, name) => {
        const { telemetry, exported, shutdown } = makeMemoryTelemetry();
        const given = attributes as SpanAttributes;
        await telemetry.span('work', { attributes: given }, async (span) => {
          span.note(given);
          span.fail(name);
          telemetry.record('switchboard.contacts', 1, { 'switchboard.change': name, ...attributes });
        });
        const text = await exported();
        await shutdown();
        for (const word of ['nna', 'Bérger', '@', '+49', 'displayName', 'user.name']) {
          expect(text).not.toContain(word);
        }
      },
    ),
    { numRuns: 40 },
  );
});

describe('as the settings say', () => {
  it('nobody listening means no span and no SDK at all', async () => {
    const { telemetry } = await startTelemetry({ console: false, ratio: 1 }, () => {});
    expect(telemetry).toBe(silentTelemetry);
    expect(
      await telemetry.span('x', { parent: sampled }, async () => telemetry.traceparent()),
    ).toBeUndefined();
  });

  it('the console gets one line a span', async () => {
    const lines: string[] = [];
    const { telemetry, shutdown } = await startTelemetry({ console: true, ratio: 1 }, (line) =>
      lines.push(line),
    );
    await telemetry.span('x', { attributes: { 'switchboard.run.id': 'r1' } }, async () => {});
    await shutdown();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ span: 'x', 'switchboard.run.id': 'r1' }]);
  });
});
