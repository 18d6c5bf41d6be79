/** Text values of RFC 6350, 3.4, and RFC 2426, 4: backslash, comma, semicolon and line end are escaped in both. */
export const escaped = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(/[\\,;\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));

/** A colon needs no escape, but some programs (Google's export of 3.0) write one. */
export const unescaped = (value: string): string =>
  value.replace(/\\([\\,;:nN])/g, (_found, what: string) => (what.toLowerCase() === 'n' ? '\n' : what));

/** The components of a value like N, ORG or ADR, each unescaped; several texts in one component are joined by blanks. */
export const componentsOf = (value: string): readonly string[] =>
  splitAt(value, ';').map((component) => splitAt(component, ',').map(unescaped).join(' ').trim());

/** Splits at the separators that are no part of an escape. */
const splitAt = (value: string, separator: ',' | ';'): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') part += value.slice(at, ++at + 1);
    else if (value[at] === separator) {
      parts.push(part);
      part = '';
    } else part += value[at];
  }
  return [...parts, part];
};
