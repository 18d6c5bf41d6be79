import { check } from './simulation/check.ts';
import { randomHistory } from './simulation/history/random-history.ts';
import { report } from './simulation/report.ts';

const [first = 1, last = first] = process.argv.slice(2).map(Number);
const tellEvery = 500;
let bad = 0;

for (let seed = first; seed <= last; seed++) {
  const history = randomHistory(seed);
  const { found } = await check(history);
  if (found.length > 0) {
    bad += 1;
    console.log(await report(history, found));
  }
  const done = seed - first + 1;
  if (done % tellEvery === 0 || seed === last)
    console.log(`${new Date().toISOString()} seeds ${first} to ${seed}: ${bad} of ${done} histories failed`);
}
process.exitCode = bad === 0 ? 0 : 1;
