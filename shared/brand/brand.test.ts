import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEntities } from '../../functions/entities.ts';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { systemRandom } from '../kernel/ids.ts';
import { contrast, leastContrast, readableOn } from './contrast.ts';
import { mostLogoBytes, readLogo } from './logo-image.ts';
import { chunk, png, signature } from './png.test-data.ts';
import { makeReadMyBrand, makeReadMyLogo } from './read-brand.ts';
import { makeSetBrand } from './set-brand.ts';

const segment = (marker: number, data: readonly number[]): Buffer =>
  Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff, ...data]);
const frame = (width: number, height: number) =>
  segment(0xc2, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]);
const scan = Buffer.concat([segment(0xda, [1, 1, 0, 0, 63, 0]), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd0, 3])]);
const jpeg = (width = 64, height = 48, extra: readonly Buffer[] = []): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...extra,
    frame(width, height),
    scan,
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);

describe('[L7] a logo', () => {
  it.each([
    ['image/png', png()],
    ['image/jpeg', jpeg()],
  ])('is told by its bytes: %s', (mediaType, bytes) => {
    expect(readLogo(bytes)).toMatchObject({ value: { mediaType, width: 64, height: 48 } });
  });

  it('loses what it says about itself and keeps the picture', () => {
    const secret = Buffer.from('GPS 48.1374 Anna Berger');
    const extra = [chunk('tEXt', secret), chunk('eXIf', secret), chunk('gAMA', Buffer.alloc(4))];
    const told = readLogo(png(64, 48, extra));
    expect(told.ok && Buffer.from(told.value.bytes)).toEqual(png(64, 48, extra.slice(2)));
    const described = [segment(0xe1, [...secret]), segment(0xfe, [...secret]), segment(0xed, [...secret])];
    const before = [
      segment(0xe0, [...Buffer.from('JFXX\0'), 0x10, ...secret]),
      segment(0xee, [...secret]),
      segment(0xef, []),
    ];
    const stripped = readLogo(jpeg(64, 48, [...described, ...before]));
    expect(stripped.ok && Buffer.from(stripped.value.bytes)).toEqual(jpeg());
    const coded = [segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 1])];
    const kept = readLogo(jpeg(64, 48, coded));
    expect(kept.ok && Buffer.from(kept.value.bytes)).toEqual(jpeg(64, 48, coded));
    // Fill bytes before a marker are none of the picture.
    const filled = readLogo(jpeg(64, 48, [Buffer.from([0xff, 0xff])]));
    expect(filled.ok && Buffer.from(filled.value.bytes)).toEqual(jpeg());
  });

  it.each([
    ['image-type', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['image-type', Buffer.from('GIF89a')],
    ['image-type', Buffer.alloc(0)],
    ['too-many-bytes', Buffer.concat([png(), Buffer.alloc(mostLogoBytes)])],
    ['image-damaged', png().subarray(0, -1)],
    ['image-damaged', Buffer.concat([png(), Buffer.from('<script>')])],
    ['image-damaged', signature],
    ['image-damaged', jpeg().subarray(0, -2)],
    ['image-damaged', Buffer.concat([jpeg(), Buffer.from('PK')])],
    ['image-dimensions', png(31, 64)],
    ['image-dimensions', png(2049, 64)],
    ['image-dimensions', jpeg(0, 64)],
  ])('is refused by the rule %s', (rule, bytes) => {
    expect(readLogo(bytes)).toMatchObject({ ok: false, error: { rule } });
  });

  it('with any byte changed or cut off is read or refused, never more', () => {
    for (const whole of [png(40, 40), jpeg(40, 40)]) {
      for (let at = 0; at < whole.length; at++) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ 0xff;
        for (const bytes of [changed, whole.subarray(0, at)]) {
          const read = readLogo(bytes);
          // Of a PNG everything is under a checked sum.
          if (whole[0] === 0x89) expect(read.ok).toBe(false);
          if (read.ok) expect(read.value.bytes.length).toBeLessThanOrEqual(bytes.length);
        }
      }
    }
  });
});

describe('[L7] the pixels of a PNG', () => {
  const rows = (count: number) => deflateSync(Buffer.alloc(count));
  /** 33 × 40 in the given colours, with the data given. */
  const drawn = (depth: number, colour: number, interlacing: number, data: Uint8Array): Buffer => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(33, 0);
    header.writeUInt32BE(40, 4);
    header.set([depth, colour, 0, 0, interlacing], 8);
    const half = Math.ceil(data.length / 2);
    const idats = [data.subarray(0, half), data.subarray(half)].map((part) => chunk('IDAT', part));
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('PLTE', Buffer.alloc(6)),
      ...idats,
      chunk('IEND', Buffer.alloc(0)),
    ]);
  };
  const damaged = { ok: false, error: { rule: 'image-damaged' } };

  it.each([
    ['grey, a bit each', 1, 0, 0, 40 * (1 + 5)],
    ['a palette of 16', 4, 3, 0, 40 * (1 + 17)],
    ['colours and transparency, 16 bits', 16, 6, 0, 40 * (1 + 33 * 8)],
    // Passes of 5×5, 4×5, 9×5, 8×10, 17×10, 16×20 and 33×20 pixels.
    ['interlaced grey', 8, 0, 1, 5 * 6 + 5 * 5 + 5 * 10 + 10 * 9 + 10 * 18 + 20 * 17 + 20 * 34],
  ])('are as many as its header says: %s', (_name, depth, colour, interlacing, bytes) => {
    const read = (data: Uint8Array) => readLogo(drawn(depth, colour, interlacing, data));
    expect(read(rows(bytes))).toMatchObject({ ok: true, value: { width: 33, height: 40 } });
    expect(read(rows(bytes - 1))).toMatchObject(damaged);
    expect(read(rows(bytes + 1))).toMatchObject(damaged);
  });

  it('hide nothing behind them, are none of another kind, and no bomb', () => {
    const bytes = 40 * (1 + 33);
    const script = Buffer.from('<script>alert(1)</script>');
    for (const data of [Buffer.concat([rows(bytes), script]), script, Buffer.alloc(0), rows(60_000_000)])
      expect(readLogo(drawn(8, 0, 0, data))).toMatchObject(damaged);
    for (const [depth, colour, interlacing] of [
      [3, 0, 0],
      [8, 1, 0],
      [16, 3, 0],
      [8, 0, 2],
    ] as const)
      expect(readLogo(drawn(depth, colour, interlacing, rows(bytes)))).toMatchObject(damaged);
  });

  it('belong to one header', () => {
    const whole = png(40, 40);
    const header = whole.subarray(signature.length, signature.length + 25);
    expect(readLogo(png(40, 40, [header]))).toMatchObject(damaged);
  });
});

describe('[L7] contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#0000ff', '#ffffff', 8.59],
  ])('of %s and %s is that of WCAG, either way round', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  it('is enough with what is suggested, whatever the background', () => {
    const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(colour, (background) => {
        expect(contrast(readableOn(background), background)).toBeGreaterThanOrEqual(leastContrast);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('[L7] a brand', () => {
  const open = () => {
    const clock = makeTestClock();
    const memory = makeMemoryStores({ clock });
    const stores = makeEntities({
      keep: ({ kind, schema, idOf }) => memory.store({ kind, schema, idOf }),
      commit: memory.commit,
      clock,
      random: systemRandom,
    });
    const members = new Set(['anna']);
    const byContract = async (_ctx: unknown, userId: string) =>
      members.has(userId) ? ({ entitled: true } as const) : ({ entitled: false, reason: 'none' } as const);
    const deps = { ...stores, byContract };
    const ctx = freshTenant();
    const set = makeSetBrand(stores);
    return {
      ctx,
      brandOf: (userId: string) => makeReadMyBrand(deps)(ctx, userId),
      logoOf: (userId: string) => makeReadMyLogo(deps)(ctx, userId),
      set: (wanted: Partial<Parameters<typeof set>[2]>, isAllowed = true) =>
        set(ctx, () => isAllowed, { name: 'Connect', colours, ...wanted }),
    };
  };
  const colours = {
    primary: '#0b57d0',
    onPrimary: '#ffffff',
    secondary: '#ffffff',
    onSecondary: '#1f1f1f',
  };

  it('is seen by users of the contract, and by nobody else', async () => {
    const { set, brandOf, logoOf } = open();
    expect(await brandOf('anna')).toMatchObject({ ok: false });
    await set({ logo: png().toString('base64') });
    expect(await brandOf('anna')).toMatchObject({ value: { value: { name: 'Connect', colours } } });
    expect(await logoOf('anna')).toMatchObject({ value: { mediaType: 'image/png' } });
    expect(await brandOf('bert')).toEqual({ ok: false, error: { type: 'not-found' } });
    expect(await logoOf('bert')).toEqual({ ok: false, error: { type: 'not-found' } });
  });

  it('keeps its logo until another is given, or none', async () => {
    const { set, logoOf, brandOf } = open();
    await set({ logo: png().toString('base64') });
    const first = await logoOf('anna');
    await set({ name: 'Other' });
    expect(await logoOf('anna')).toEqual(first);
    expect(await brandOf('anna')).toMatchObject({ value: { value: { name: 'Other', logo: { width: 64 } } } });
    await set({ logo: jpeg().toString('base64') });
    expect(await logoOf('anna')).toMatchObject({ value: { mediaType: 'image/jpeg' } });
    await set({ logo: null });
    expect(await logoOf('anna')).toMatchObject({ ok: false });
    expect(await brandOf('anna')).not.toHaveProperty('value.value.logo');
  });

  it('is refused with all that is wrong, the contrast and a better colour among it; nothing is changed', async () => {
    const { set, brandOf } = open();
    await set({});
    const before = await brandOf('anna');
    const bad = { ...colours, onPrimary: '#0b57d1', onSecondary: '#777777' };
    expect(await set({ name: 'New', colours: bad, logo: 'QUJD' })).toEqual({
      ok: false,
      error: {
        type: 'invalid',
        errors: [
          {
            pointer: '/colours/onPrimary',
            rule: 'contrast',
            params: { ratio: '1.00', least: 4.5, suggestion: '#ffffff' },
          },
          {
            pointer: '/colours/onSecondary',
            rule: 'contrast',
            params: { ratio: '4.47', least: 4.5, suggestion: '#000000' },
          },
          { pointer: '/logo', rule: 'image-type' },
        ],
      },
    });
    expect(await set({ name: 'New' }, false)).toEqual({ ok: false, error: { type: 'stale' } });
    expect(await brandOf('anna')).toEqual(before);
  });
});
