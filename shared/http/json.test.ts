import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json.ts';

describe('JSON from outside', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        // A generated name can be one that we refuse on purpose.
        fc.pre(!text.includes('__proto__'));
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('is refused exactly where JSON.parse refuses it', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '01',
      'true',
      'nul',
      ' ',
      '\\',
      '"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const ours = parseJson(text);
        let theirs = true;
        try {
          JSON.parse(text);
        } catch {
          theirs = false;
        }
        const duplicate = !ours.ok && ours.error.rule === 'duplicate-field';
        // The duplicate may come before a fault of syntax.
        if (!duplicate) expect(ours.ok).toBe(theirs);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{\n  "a" 1\n}', 2, 7],
    ['[1, 2', 1, 6],
    ['"tab\there"', 1, 1],
    ['{} x', 1, 4],
  ])('%j breaks off at line %i, column %i', (text, line, column) => {
    expect(parseJson(text)).toMatchObject({
      ok: false,
      error: { rule: 'json-syntax', params: { line, column } },
    });
  });

  it('may name a field only once, however it is spelled', () => {
    expect(parseJson('{"x":[{"a":1,"\\u0061":2}]}')).toEqual({
      ok: false,
      error: { pointer: '/x/0/a', rule: 'duplicate-field' },
    });
  });

  it('may not reach for a prototype', () => {
    expect(parseJson('{"a":{"__proto__":{"admin":true}}}')).toMatchObject({
      ok: false,
      error: { pointer: '/a/__proto__', rule: 'unknown-field' },
    });
  });

  it('may be 32 levels deep, not more', () => {
    expect(parseJson('['.repeat(32) + ']'.repeat(32)).ok).toBe(true);
    expect(parseJson('['.repeat(100_000))).toMatchObject({ ok: false, error: { rule: 'json-depth' } });
  });
});
