import { beforeAll, describe, expect, it } from 'vitest';
import { lintPlanted } from './support/lint-planted.ts';

const importing = (path: string) => `export * from '${path}';\n`;
const restricted = 'eslint/no-restricted-imports';

/** What must not import what, the file, the import. */
const refusedImports = [
  ['the kernel a capability', 'shared/kernel/a-capability.ts', '../shares/share.ts'],
  ['the kernel an adapter', 'shared/kernel/an-adapter.ts', '../adapters/tables/rows.ts'],
  ['the kernel a package', 'shared/kernel/a-package.ts', 'zod'],
  ['a capability an adapter', 'shared/shares/an-adapter.ts', '../adapters/tables/rows.ts'],
  ['a capability an adapter’s depth', 'shared/shares/a-deep-adapter.ts', '../adapters/mail/smtp/pool.ts'],
  ['a capability Azure’s libraries', 'shared/shares/azure.ts', '@azure/data-tables'],
  ['a capability the Functions library', 'shared/shares/azure-core.ts', '@azure/functions'],
  ['a capability the Graph library', 'shared/shares/graph.ts', '@microsoft/microsoft-graph-client'],
  ['a capability the mail library', 'shared/shares/mail.ts', 'nodemailer'],
  ['a capability the disk', 'shared/shares/disk.ts', 'node:fs/promises'],
  ['a capability the network', 'shared/shares/wire.ts', 'node:https'],
  ['a capability the process', 'shared/shares/process.ts', 'node:process'],
  ['a capability the edge', 'shared/shares/edge.ts', '../../functions/http/shares.ts'],
  ['a capability the embedded stack', 'shared/shares/local.ts', '../../local/stack.ts'],
  ['a capability the tests', 'shared/shares/tests.ts', '../../tests/support/people.ts'],
  ['a capability its test data', 'shared/shares/test-data.ts', './share.test-data.ts'],
  ['a capability not yet written', 'shared/licences/plans/an-adapter.ts', '../../adapters/tables/rows.ts'],
  ['an adapter the edge', 'shared/adapters/tables/edge.ts', '../../../functions/services.ts'],
  ['an adapter the Functions library', 'shared/adapters/tables/functions.ts', '@azure/functions'],
  ['an adapter the embedded stack', 'shared/adapters/tables/local.ts', '../../../local/stack.ts'],
  ['an adapter the tests', 'shared/adapters/tables/tests.ts', '../../../tests/support/tables.ts'],
  ['the edge the embedded stack', 'functions/http/local.ts', '../../local/stack.ts'],
  ['the edge the tests', 'functions/http/tests.ts', '../../tests/support/people.ts'],
  ['the infrastructure the embedded stack', 'infra/local.ts', '../local/stack.ts'],
  ['a file at the top the tests', 'build.config.ts', './tests/support/people.ts'],
] as const;

const allowedImports = [
  ['the kernel its own files', 'shared/kernel/sibling.ts', './result.ts'],
  ['a capability the kernel', 'shared/shares/kernel.ts', '../kernel/result.ts'],
  ['a capability another', 'shared/shares/other.ts', '../contacts/contact.ts'],
  ['an adapter its service’s library', 'shared/adapters/tables/azure.ts', '@azure/data-tables'],
  ['an adapter the port that it implements', 'shared/adapters/tables/port.ts', '../../shares/share.ts'],
  ['the edge an adapter', 'functions/http/adapters.ts', '../../shared/adapters/tables/rows.ts'],
  ['the edge the Functions library', 'functions/http/functions.ts', '@azure/functions'],
  ['the embedded stack the product', 'local/product.ts', '../shared/adapters/tables/rows.ts'],
  ['the embedded stack the tests', 'local/tests.ts', '../tests/support/people.ts'],
  ['the tests the embedded stack', 'tests/local.ts', '../local/stack.ts'],
  ['a test the embedded stack', 'shared/shares/create-share.test.ts', '../../local/stack.ts'],
  ['test data the embedded stack', 'shared/adapters/graph/graph.test-data.ts', '../../../local/stack.ts'],
] as const;

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;
const globals = 'eslint/no-restricted-globals';
const properties = 'eslint/no-restricted-properties';
const now = 'export const now = () => Date.now();';
const env = 'export const env = () => process.env;';

/** What is refused, the file, its text, the rules that it breaks. */
const refusedCode = [
  ['the system’s time in a capability', 'shared/shares/time.ts', now, [globals]],
  ['the system’s time in an adapter', 'shared/adapters/graph/time.ts', now, [globals]],
  ['the system’s time at the edge', 'functions/http/time.ts', now, [globals]],
  ['the system’s time in the kernel, outside the clock', 'shared/kernel/time.ts', now, [globals]],
  ['the stop-watch', 'shared/shares/elapsed.ts', 'export const t = performance.now();', [globals]],
  ['the environment in a capability', 'shared/shares/environment.ts', env, [globals]],
  ['the environment in an adapter', 'shared/adapters/graph/environment.ts', env, [globals]],
  ['the environment at the edge', 'functions/http/environment.ts', env, [globals]],
  ['a capability’s call', 'shared/shares/call.ts', "export const a = fetch('https://x.example');", [globals]],
  ['dice', 'shared/shares/dice.ts', 'export const d = Math.random();', [properties]],
  ['an id of the platform’s', 'shared/shares/web-id.ts', 'export const i = crypto.randomUUID();', [globals]],
  [
    'an id of Node’s in a capability',
    'shared/shares/node-id.ts',
    "export { randomUUID } from 'node:crypto';",
    [restricted],
  ],
  [
    'chance of Node’s in an adapter',
    'shared/adapters/graph/node-id.ts',
    "export { randomBytes } from 'node:crypto';",
    [restricted],
  ],
  [
    'the embedded stack in the composition root, which may read the environment',
    'functions/main.ts',
    lines(env, importing('../local/stack.ts')),
    [restricted],
  ],
  [
    'an adapter that a capability loads late',
    'shared/shares/late-adapter.ts',
    "export const late = () => import('../adapters/tables/rows.ts');",
    [restricted],
  ],
  [
    'an adapter’s type in a capability',
    'shared/shares/type-of-adapter.ts',
    "export type { Row } from '../adapters/tables/rows.ts';",
    [restricted],
  ],
  [
    'a circle, here',
    'shared/shares/circle-a.ts',
    lines("import { b } from './circle-b.ts';", 'export const a = () => b;'),
    ['import/no-cycle'],
  ],
  [
    'a circle, there',
    'shared/shares/circle-b.ts',
    lines("import { a } from './circle-a.ts';", 'export const b = () => a;'),
    ['import/no-cycle'],
  ],
  [
    'a promise that nobody awaits',
    'local/forgotten.ts',
    lines('const send = async () => {};', 'export const go = () => {', '  send();', '};'),
    ['typescript/no-floating-promises'],
  ],
  [
    'a promise where nothing awaits it',
    'local/misused.ts',
    lines('export const go = (each: (f: () => void) => void) => each(async () => {});'),
    ['typescript/no-misused-promises'],
  ],
  [
    'a case that a switch forgets',
    'local/inexhaustive.ts',
    lines(
      "export const go = (kind: 'a' | 'b') => {",
      '  switch (kind) {',
      "    case 'a':",
      '      return 1;',
      '  }',
      '  return 2;',
      '};',
    ),
    ['typescript/switch-exhaustiveness-check'],
  ],
] as const;

const allowedCode = [
  ['the clock the system’s time', 'shared/kernel/clock.ts', now],
  ['an adapter a call', 'shared/adapters/graph/call.ts', "export const a = fetch('https://x.example');"],
  ['a capability a hash', 'shared/shares/hash.ts', "export { createHash } from 'node:crypto';"],
  ['the kernel Node’s chance', 'shared/kernel/ids.ts', "export { randomUUID } from 'node:crypto';"],
  ['a test the system’s time', 'shared/shares/time.test.ts', now],
  ['the embedded stack the system’s time', 'local/time.ts', now],
] as const;

let brokenIn: (file: string) => readonly string[];
beforeAll(async () => {
  brokenIn = await lintPlanted({
    ...Object.fromEntries(
      [...refusedImports, ...allowedImports].map(([, file, path]) => [file, importing(path)]),
    ),
    ...Object.fromEntries([...refusedCode, ...allowedCode].map(([, file, text]) => [file, text])),
  });
});

describe('the lint refuses', () => {
  it.each(refusedImports)('%s (%s imports %s)', (_what, file) => {
    expect(brokenIn(file)).toEqual([restricted]);
  });

  it.each(refusedCode)('%s (%s)', (_what, file, _text, rules) => {
    expect(brokenIn(file)).toEqual(rules);
  });
});

describe('the lint allows', () => {
  it.each(allowedImports)('%s (%s imports %s)', (_what, file) => {
    expect(brokenIn(file)).toEqual([]);
  });

  it.each(allowedCode)('%s (%s)', (_what, file) => {
    expect(brokenIn(file)).toEqual([]);
  });
});
