import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRule } from '../../shared/http/messages.ts';
import { conflictTexts } from '../../shared/http/reasons.ts';

/** Names of rules and reasons in production code, where they are written out. */
const written = (pattern: RegExp): readonly string[] => {
  const files = globSync('{shared,functions}/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
  const names = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)].toSorted();
};

describe('what a capability can refuse with has a text of its own', () => {
  it.each(written(/\brule: '([a-z0-9-]+)'/g))('rule %s', (rule) => {
    expect(isRule(rule)).toBe(true);
  });

  it.each(written(/\bconflict\('([a-z0-9-]+)'/g))('conflict %s', (reason) => {
    expect(Object.keys(conflictTexts)).toContain(reason);
  });
});
