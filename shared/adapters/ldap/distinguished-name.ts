/** Stands before a sign that separates, so that it is not taken for the same one within a value. */
const separates = '\u001f';

/**
 * A distinguished name in one spelling, for comparing only: the same name may come with other escapes (RFC 4514, 2.4: a
 * sign or its bytes in hexadecimal), casing, and spaces behind commas.
 */
export const plainName = (name: string): string => {
  const parts = name.match(/(?:\\[0-9a-f]{2})+|\\.|[,;+]\s*|[^\\,;+]+/gisu) ?? [];
  return parts
    .map((part) => {
      if (/^\\[0-9a-f]{2}/i.test(part)) return Buffer.from(part.replaceAll('\\', ''), 'hex').toString('utf8');
      if (part.startsWith('\\')) return part.slice(1);
      return /^[,;+]/.test(part) ? `${separates}${part.charAt(0)}` : part;
    })
    .join('')
    .toLowerCase();
};
