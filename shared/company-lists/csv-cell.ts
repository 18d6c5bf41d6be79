/**
 * Spreadsheets carry out what begins like a formula, and a telephone number does: an apostrophe before it makes it a text
 * (OWASP, CSV injection). A text that has one of its own gets another, so that taking one away gives back what was.
 */
const needsMark = /^[=+\-@\t\r\n']/;
const isMarked = /^'[=+\-@\t\r\n']/;

export const toCell = (text: string, delimiter: string): string => {
  const safe = needsMark.test(text) ? `'${text}` : text;
  return /["\r\n']/.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const fromCell = (cell: string): string => (isMarked.test(cell) ? cell.slice(1) : cell);
