import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { scenarios } from './history/scenarios.ts';

console.log(faultKinds.length, 'kinds');
const only = process.argv[2];
for (const [name, scenario] of Object.entries(scenarios)) {
  const cases = await casesOf(scenario);
  console.log(name, cases.length);
  if (only === undefined) continue;
  const every = Number(only);
  let bad = 0;
  const t = process.cpuUsage();
  const part = cases.filter((_, n) => n % every === Number(process.argv[3] ?? 0));
  for (const fault of part) {
    const { found } = await check({ ...scenario, faults: [fault] }, { hasty: true });
    if (found.length > 0) {
      bad++;
      console.log(
        JSON.stringify(fault),
        found.map((f) => f.slice(0, 300)),
      );
    }
  }
  const u = process.cpuUsage(t);
  console.log(bad, 'bad of', part.length, (u.user + u.system) / 1000 / part.length, 'ms each');
}
