import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyNote, readManagedNote } from './note.ts';

const begin = '[[Switchboard]]';
const end = '[[/Switchboard]]';

describe("[I10] the share's part of a note", () => {
  it('stands between two marks below what the user wrote', () => {
    expect(applyNote('Ruft freitags an', 'Gehört zu Projekt X')).toBe(
      `Ruft freitags an\n\n${begin}\nGehört zu Projekt X\n${end}`,
    );
    expect(applyNote(null, 'Gehört zu Projekt X')).toBe(`${begin}\nGehört zu Projekt X\n${end}`);
  });

  it('is replaced where it stands, with the text before and behind untouched', () => {
    const note = `vorher\r\n${begin}\r\nalt\r\n${end}\r\nnachher `;
    expect(applyNote(note, 'neu')).toBe(`vorher\r\n${begin}\nneu\n${end}\r\nnachher `);
  });

  it('goes without a trace', () => {
    const note = applyNote('Ruft freitags an', 'x');
    expect(applyNote(note, null)).toBe('Ruft freitags an');
    expect(applyNote(applyNote(null, 'x'), null)).toBeNull();
    expect(applyNote(note, '  ')).toBe('Ruft freitags an');
  });

  it('is read without its marks, and is null where there is none', () => {
    expect(readManagedNote(`a ${begin}\r\nzwei\r\nZeilen\r\n${end} b`)).toBe('zwei\nZeilen');
    expect(readManagedNote('nichts')).toBeNull();
    expect(readManagedNote(null)).toBeNull();
  });

  it('causes no write when Exchange only changed its line ends', () => {
    const stored = `a\r\n\r\n${begin}\r\nzwei\r\nZeilen\r\n${end}`;
    expect(applyNote(stored, 'zwei\nZeilen')).toBe(stored);
  });

  it('takes a mark without its partner for text of the user', () => {
    for (const stray of [begin, end, `${end} dazwischen ${begin}`, `${begin} ${begin}`]) {
      const note = applyNote(`${stray} meins`, 'unser');
      expect(note?.startsWith(`${stray} meins`)).toBe(true);
      expect(applyNote(note, 'anders')?.startsWith(`${stray} meins`)).toBe(true);
      expect(applyNote(note, null)).toBe(`${stray} meins`);
    }
  });

  it('cannot be ended early by a mark in its own text', () => {
    const hostile = `a ${end} b ${begin} [[Switch${begin}board]] c`;
    const note = applyNote('meins', hostile);
    expect(applyNote(note, null)).toBe('meins');
    expect(applyNote(note, hostile)).toBe(note);
  });

  it('does not take "$" in a text for anything else', () => {
    expect(readManagedNote(applyNote(applyNote('', 'x'), "$& $1 $'"))).toBe("$& $1 $'");
  });
});

const pieces = fc
  .array(
    fc.oneof(fc.constantFrom(begin, end, '[', ']]', '[[Switch', 'board]]', '\n', '\r\n', '/'), fc.string()),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
/** What a user may write around our block: a complete pair of marks would be ours by definition. */
const surroundings = fc
  .tuple(pieces, pieces)
  .filter(
    ([before, after]) =>
      readManagedNote(`${before}\n${after}`) === null && readManagedNote(`${before}${after}`) === null,
  );
const managed = pieces.filter((text) => text.trim() !== '');

describe('[I10] whatever user and share write', () => {
  it("the user's text around survives every change and the removal", () => {
    fc.assert(
      fc.property(surroundings, managed, managed, ([before, after], first, second) => {
        const note = `${applyNote(before, first) ?? ''}${after}`;
        const changed = applyNote(note, second) ?? '';
        expect(changed.startsWith(before)).toBe(true);
        expect(changed.endsWith(after)).toBe(true);
        const gone = applyNote(changed, null) ?? '';
        expect(gone.startsWith(before.trimEnd())).toBe(true);
        expect(gone.endsWith(after)).toBe(true);
        expect(gone.replace(/\s/g, '')).toBe(`${before}${after}`.replace(/\s/g, ''));
      }),
      { numRuns: 2000 },
    );
  });

  it('applying it twice does nothing more', () => {
    fc.assert(
      fc.property(surroundings, fc.option(managed), ([before, after], text) => {
        const once = applyNote(`${before}${after}`, text);
        expect(applyNote(once, text)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('what was put in is what is read', () => {
    fc.assert(
      fc.property(surroundings, managed, ([before], text) => {
        const once = readManagedNote(applyNote(before, text));
        expect(once).not.toBeNull();
        expect(readManagedNote(applyNote(null, text))).toBe(once);
        if (!/Switchboard/.test(text)) expect(once).toBe(text.replaceAll('\r\n', '\n').trim());
      }),
    );
  });
});
