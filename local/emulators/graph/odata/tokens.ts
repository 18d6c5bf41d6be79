import { badRequest } from '../graph-error.ts';

export interface Token {
  readonly kind: 'string' | 'name' | 'sign';
  readonly text: string;
}

/** In a string literal a quote is written twice; names take in numbers, dates and paths with slashes. */
const pattern = /\s*(?:'((?:[^']|'')*)'|([\w$@.+-][\w$@./+-]*(?::\d[\w.:+-]*)?)|([(),:]))/y;

/** @throws GraphError 400 where the text has something else. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(trimmed);
    if (!match) throw badRequest(`Syntax error at position ${at} in '${text}'.`);
    const [, quoted, name, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted.replaceAll("''", "'") });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}
