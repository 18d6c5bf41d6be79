/**
 * [I10] A note belongs to the user; ours is only the text between two marks. Marks are plain ASCII, each on its own line:
 * they survive Exchange's changes to line ends and are readable on a phone. Text between a complete pair is ours by
 * definition, whoever wrote it; half a mark, or one without its partner, is the user's and stays.
 */
const begin = '[[Switchboard]]';
const end = '[[/Switchboard]]';

/** The innermost pair, so that a stray mark before ours cannot swallow what the user wrote in between. */
const block = /\[\[Switchboard\]\]((?:(?!\[\[\/?Switchboard\]\])[\s\S])*)\[\[\/Switchboard\]\]/;
const everyBlockWithGap = new RegExp(`(?:\\r?\\n){0,2}${block.source}`, 'g');

/** The managed part of a note, without marks and with plain line ends; null for none. */
export const readManagedNote = (current: string | null): string | null => {
  const inside = block.exec(current ?? '')?.[1];
  return inside === undefined ? null : plain(inside);
};

/**
 * The note with `managed` between the marks, and everything else as it was: put below the user's text, replaced where it
 * stands, or removed with null. A note that already says so comes back unchanged; null for a note of nothing.
 */
export const applyNote = (current: string | null, managed: string | null): string | null => {
  const text = current ?? '';
  const wanted = managed === null ? '' : plain(withoutMarks(managed));
  if (wanted === '') return removed(text) || null;
  const there = readManagedNote(text);
  if (there === wanted) return text;
  const ours = `${begin}\n${wanted}\n${end}`;
  // The replacement is a function: `$` in a text must not mean anything.
  if (there !== null) return text.replace(block, () => ours);
  return text === '' ? ours : `${text}\n\n${ours}`;
};

/** A copy of our block made by the user goes, too. */
const removed = (text: string): string =>
  text.replace(everyBlockWithGap, (found, _inside, at: number) => {
    const isBetweenTexts = at > 0 && at + found.length < text.length;
    // The texts on both sides must not grow together, least of all to a mark.
    return isBetweenTexts && !/^\r?\n/.test(text.slice(at + found.length)) ? '\n' : '';
  });

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

/** A share's text that holds a mark would end our part early: a blank in it takes its meaning. */
const withoutMarks = (managed: string): string => managed.replace(/\[(\[\/?Switchboard\]\])/g, '[ $1');
