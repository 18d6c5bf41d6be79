import type { FieldProblem } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { jsonPointer } from './pointer.ts';

const maxJsonDepth = 32;

/**
 * JSON (RFC 8259) from outside. Unlike `JSON.parse` alone it says where the text breaks off, bounds the depth, and
 * refuses a name given twice (readers differ in which value counts) and `__proto__` (copied carelessly, it would
 * change an object's prototype).
 */
export const parseJson = (text: string): Result<unknown, FieldProblem> => {
  const flaw = findFlaw(text);
  return flaw === undefined ? ok(JSON.parse(text)) : err(flaw);
};

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

interface Frame {
  readonly closer: '}' | ']';
  /** Names seen so far; undefined in an array. */
  readonly names: Set<string> | undefined;
  at: string | number;
}

const token =
  // What a string holds unescaped is the grammar's own range (RFC 8259, 7): no control characters, quote, backslash.
  /([{}[\],:])|("[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const blank = /[ \t\n\r]*/y;

const findFlaw = (text: string): FieldProblem | undefined => {
  const frames: Frame[] = [];
  let expected: Expected = 'value';
  let position = 0;

  for (;;) {
    blank.lastIndex = position;
    blank.test(text);
    position = blank.lastIndex;
    if (position === text.length) return expected === 'nothing' ? undefined : syntax(text, position);
    token.lastIndex = position;
    const found = token.exec(text);
    if (found === null) return syntax(text, position);
    const [whole, sign, string] = found;
    const frame = frames.at(-1);

    if (sign === '{' || sign === '[') {
      if (!expected.startsWith('value')) return syntax(text, position);
      if (frames.length === maxJsonDepth) {
        return { pointer: pointerTo(frames), rule: 'json-depth', params: { max: maxJsonDepth } };
      }
      frames.push(
        sign === '{' ? { closer: '}', names: new Set(), at: '' } : { closer: ']', names: undefined, at: 0 },
      );
      expected = sign === '{' ? 'key-or-end' : 'value-or-end';
    } else if (sign === '}' || sign === ']') {
      if (!expected.endsWith('-or-end') || frame?.closer !== sign) return syntax(text, position);
      frames.pop();
      expected = frames.length === 0 ? 'nothing' : 'comma-or-end';
    } else if (sign === ',') {
      if (expected !== 'comma-or-end' || frame === undefined) return syntax(text, position);
      if (typeof frame.at === 'number') frame.at += 1;
      expected = frame.names === undefined ? 'value' : 'key';
    } else if (sign === ':') {
      if (expected !== 'colon') return syntax(text, position);
      expected = 'value';
    } else if (string !== undefined && expected.startsWith('key') && frame?.names !== undefined) {
      const name = string.includes('\\') ? String(JSON.parse(string)) : string.slice(1, -1);
      frame.at = name;
      if (name === '__proto__') return { pointer: pointerTo(frames), rule: 'unknown-field' };
      if (frame.names.has(name)) return { pointer: pointerTo(frames), rule: 'duplicate-field' };
      frame.names.add(name);
      expected = 'colon';
    } else {
      if (!expected.startsWith('value')) return syntax(text, position);
      expected = frames.length === 0 ? 'nothing' : 'comma-or-end';
    }
    position += whole.length;
  }
};

const pointerTo = (frames: readonly Frame[]): string => jsonPointer(frames.map((frame) => frame.at));

const syntax = (text: string, position: number): FieldProblem => {
  const before = text.slice(0, position).split('\n');
  return {
    pointer: '',
    rule: 'json-syntax',
    params: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, position },
  };
};
