import { scenarios } from './history/scenarios.ts';

const [n, kind, nth] = process.argv.slice(2);
console.log(JSON.stringify({ ...Object.values(scenarios)[Number(n)], faults: [{ kind, nth: Number(nth) }] }));
