// Tells the slowest tests of a run and, as its last line, the totals. First argument: what Vitest's JSON reporter wrote.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const slowMs = 3000;
const shown = 10;

const read = () => {
  try {
    return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  } catch {
    return undefined;
  }
};

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`.padStart(8);
const list = (title, rows) => {
  console.log(`\n${title}`);
  for (const [ms, name] of rows.toSorted(([a], [b]) => b - a).slice(0, shown))
    console.log(`${seconds(ms)}  ${name}`);
};

const report = read();
if (report === undefined) {
  console.log('\nThe tests did not run to their end.');
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

const files = report.testResults.map((file) => ({ ...file, name: relative(process.cwd(), file.name) }));
const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
// A file that could not be loaded has no tests to fail: it counts as one.
const broken = files.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
);

list(
  'Slowest files',
  files.map(({ startTime, endTime, name }) => [endTime - startTime, name]),
);
list(
  `Slowest tests (a test over ${seconds(slowMs).trim()} needs a reason)`,
  tests.map(({ duration, file, fullName }) => [duration ?? 0, `${file} › ${fullName}`]),
);
for (const { file, fullName } of tests.filter(({ status }) => status === 'failed'))
  console.log(`\nFAILED ${file} › ${fullName}`);
for (const { name, message } of broken) console.log(`\nFAILED ${name}: ${message}`);

const count = (status) => tests.filter((test) => test.status === status).length;
const failed = count('failed') + broken.length;
const passed = count('passed');
console.log(
  `\n${passed} passed, ${failed} failed, ${tests.length + broken.length - passed - failed} skipped`,
);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
