import { play } from './history/play.ts';

const t = performance.now();
const n = Number(process.argv[2] ?? 1);
for (let seed = 1; seed <= n; seed++) {
  const calls = new Map<string, number>();
  const played = await play(
    {
      seed,
      start: '2026-06-01T10:00:00.000Z',
      companies: 2,
      people: 5,
      faults: [],
      commands: [
        { at: 0, act: { kind: 'create-share', company: 0, name: 's' } },
        {
          at: 10,
          act: { kind: 'create-import', company: 1, name: 'i', share: 's', users: [0, 1, 2], folder: 'own' },
        },
        { at: 3_600_000, act: { kind: 'person-changes', company: 0, user: 1, variant: 1 } },
      ],
    },
    {
      onCall: ({ port, operation }) =>
        void calls.set(`${port} ${operation}`, (calls.get(`${port} ${operation}`) ?? 0) + 1),
    },
  );
  if (n === 1) {
    console.log(calls, played.broken, played.lastNight, played.world.timeline.count());
    console.log(played.world.logs.filter((l) => l.level !== 'debug').slice(-12), played.world.errors);
    console.log(
      played.world.graph.admin
        .readMailbox('c0010000-0000-4000-8000-000000000001', 'e0010000-0000-4000-8000-000000000000')
        .map((f) => [
          f.displayName,
          f.contacts.map((c) => [c['displayName'], c['mobilePhone'], c['department'], c['emailAddresses']]),
        ])
        .flat(3),
    );
  }
  played.world.close();
}
console.log((performance.now() - t) / n, 'ms each');
