/**
 * How much of the simulation is played: everything by `npm run test:faults`, which says so, and every fourth case and
 * history by `npm test`, so that a change is judged in minutes.
 */
export const everyNth = process.env['FAULTS'] === 'all' ? 1 : 4;
