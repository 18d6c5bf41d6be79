import { describe, expect, it } from 'vitest';
import { parseRouteTemplate } from './route-template.ts';

const match = (template: string, path: string): Readonly<Record<string, string>> | undefined =>
  parseRouteTemplate(template).match(path);

describe('a route template', () => {
  it.each<[string, string, Record<string, string> | undefined]>([
    ['', '', {}],
    ['a/b', 'A/b/', {}],
    ['a/b', 'a', undefined],
    ['a', 'a/b', undefined],
    ['a/{x}', 'a/%C3%BC%20y', { x: 'ü y' }],
    ['a/{x}', 'a', undefined],
    ['a/{x?}', 'a', {}],
    ['a/{x=7}', 'a', { x: '7' }],
    ['a/{x:int?}', 'a/7', { x: '7' }],
    ['a/{*rest}', 'a', {}],
    ['a/{*rest}', 'a/b/c', { rest: 'b/c' }],
    ['{file}.{ext}', 'report.csv', { file: 'report', ext: 'csv' }],
    ['v{n:int}/x', 'v2/x', { n: '2' }],
    ['v{n:int}/x', 'vb/x', undefined],
    ['a/{x}', 'a/%E0%A4%A', { x: '%E0%A4%A' }],
    ['a.b', 'axb', undefined],
  ])('"%s" and the path "%s" give %o', (template, path, expected) => {
    expect(match(template, path)).toEqual(expected);
  });

  it.each<[string, string[], string[]]>([
    ['guid', ['6f9619ff-8b86-d011-b42d-00c04fc964ff', '6f9619ff8b86d011b42d00c04fc964ff'], ['6f9619ff', 'x']],
    ['int', ['0', '-5', '2147483647'], ['2147483648', '1.5', 'x']],
    ['long', ['2147483648'], ['9223372036854775808']],
    ['bool', ['TRUE', 'false'], ['1']],
    ['alpha', ['abc'], ['a1']],
    ['decimal', ['1.5', '-2'], ['1,5']],
    ['datetime', ['2027-03-28'], ['soon']],
    ['length(3)', ['abc'], ['ab']],
    ['length(2,3)', ['ab', 'abc'], ['a', 'abcd']],
    ['minlength(2)', ['ab'], ['a']],
    ['maxlength(2)', ['ab'], ['abc']],
    ['min(3)', ['3'], ['2', 'x']],
    ['max(3)', ['3'], ['4']],
    ['range(1,9)', ['5'], ['0', '10']],
    [String.raw`regex(^\d{{3}}-\d{{2}}$)`, ['123-45'], ['12345']],
    ['int:min(5)', ['5'], ['4', 'x']],
  ])('with the constraint %s takes %o and not %o', (constraint, good, bad) => {
    const template = parseRouteTemplate(`a/{x:${constraint}}`);
    expect(good.filter((value) => template.match(`a/${value}`)?.['x'] !== value)).toEqual([]);
    expect(bad.filter((value) => template.match(`a/${value}`) !== undefined)).toEqual([]);
  });

  it('comes before less specific ones', () => {
    const templates = ['{*rest}', '{*rest:int}', 'a/{x}', 'a/{x:int}', 'a/b', 'a', 'a/x{y}'].map(
      parseRouteTemplate,
    );
    const order = templates.sort((a, b) => (a.precedence < b.precedence ? -1 : 1)).map(({ text }) => text);
    expect(order.slice(0, 2)).toEqual(['a', 'a/b']);
    expect(order.indexOf('a/{x:int}')).toBeLessThan(order.indexOf('a/{x}'));
    expect(order.slice(-2)).toEqual(['{*rest:int}', '{*rest}']);
  });

  it.each([
    ['/a', 'slash'],
    ['a//b', 'slash'],
    ['a/{x', 'not closed'],
    ['a/x}', 'not opened'],
    ['{x}/{X}', 'twice'],
    ['{x}{y}', 'touch'],
    ['{*x}/a', 'last segment'],
    ['{x?}/a', 'last segment'],
    ['{x:uuid}', '"uuid" is not known'],
    ['{x:length(a)}', 'whole numbers'],
    ['{x y}', 'no parameter'],
  ])('"%s" is refused: %s', (template, reason) => {
    expect(() => parseRouteTemplate(template)).toThrow(reason);
  });
});
