import { check } from './check.ts';
import { randomHistory } from './history/random-history.ts';

const [from = 1, to = 100] = process.argv.slice(2).map(Number);
const t = process.cpuUsage();
let bad = 0;
for (let seed = from; seed <= to; seed++) {
  try {
    const { found } = await check(randomHistory(seed));
    if (found.length > 0) {
      bad++;
      console.log(
        seed,
        found.slice(0, 3).map((f) => f.slice(0, 400)),
      );
    }
  } catch (error) {
    bad++;
    console.log(seed, 'THROWN', error instanceof Error ? error.stack?.slice(0, 600) : error);
  }
}
const u = process.cpuUsage(t);
console.log(bad, 'bad;', (u.user + u.system) / 1000 / (to - from + 1), 'ms CPU each');
