import type { Prng } from '../world/prng.ts';
import type { Act, Command, History } from './history.ts';
import { numberOfJoined } from './mailbox-edits.ts';

const hour = 3_600_000;

export interface Scene extends Pick<History, 'people'> {
  readonly imports: readonly {
    readonly name: string;
    readonly company: number;
    readonly share: string;
    readonly provider: number;
  }[];
}

/** Commands that mean something only in their order; single ones rarely come to it by chance. */
const motifs: readonly ((prng: Prng, scene: Scene) => readonly (readonly [afterMs: number, act: Act])[])[] = [
  // A share grows, then most of it leaves, and somebody confirms it.
  (prng, { people, imports }) => {
    const { name, share, provider } = prng.pick(imports);
    const joining = [0, 1, 2, 3, 4];
    const most = [...Array.from({ length: people - 1 }, (_, user) => user), ...joining.map(numberOfJoined)];
    return [
      ...joining.map((user) => [0, { kind: 'person-joins', company: provider, user }] as const),
      [1, { kind: 'refresh', company: provider }],
      [hour, { kind: 'run-now', import: name }],
      [2 * hour, { kind: 'exclude', share, users: most }],
      [3 * hour, { kind: 'run-now', import: name }],
      [4 * hour, { kind: prng.chance(0.3) ? 'preview' : 'confirm', import: name }],
      [5 * hour, { kind: 'confirm', import: name }],
    ];
  },
  // A group grows over night, licences are booked, and it shrinks.
  (prng, { people, imports }) => {
    const { company, name } = prng.pick(imports);
    const all = Array.from({ length: people }, (_, user) => user);
    return [
      [0, { kind: 'group-changes', company, users: all }],
      [prng.between(1, 12) * hour, { kind: 'book', company, held: prng.below(people), acceptPause: true }],
      [13 * hour, { kind: 'run-now', import: name }],
      [14 * hour, { kind: 'book', company, held: people, acceptPause: false }],
      [prng.between(15, 26) * hour, { kind: 'group-changes', company, users: prng.chance(0.5) ? [] : [0] }],
      [27 * hour, { kind: 'run-now', import: name }],
      [28 * hour, { kind: 'confirm', import: name }],
    ];
  },
  // The consent is away for a night, and nobody tells us when it is back.
  (prng, { imports }) => {
    const { company, provider, name } = prng.pick(imports);
    return [
      [
        0,
        {
          kind: 'consent-lost',
          company: prng.pick([company, company, provider]),
          how: prng.chance(0.7) ? 'withdrawn' : 'blocked',
          afterMs: prng.between(2, 30) * hour,
        },
      ],
      [hour, { kind: 'run-now', import: name }],
    ];
  },
  // Gone, or nearly.
  (prng, { imports }) => {
    const each = prng.pick(imports);
    const { name } = each;
    const company = prng.pick([each.company, each.provider]);
    return [
      [0, { kind: 'leave', company }],
      [prng.between(1, 20) * hour, { kind: 'run-now', import: name }],
      ...(prng.chance(0.5) ? [[prng.between(1, 47) * hour, { kind: 'stay', company }] as const] : []),
    ];
  },
  // A preview, and a run behind it.
  (prng, { imports }) => {
    const { name } = prng.pick(imports);
    return [
      [0, { kind: 'contact-edited', import: name, user: 0, nth: 1 }],
      [0, { kind: 'preview', import: name }],
      [prng.below(2_000), { kind: prng.chance(0.5) ? 'run-now' : 'pause', import: name }],
      [hour, { kind: 'preview', import: name }],
      [2 * hour, { kind: 'resume', import: name }],
    ];
  },
];

/** One of them, begun at an instant drawn as well. */
export const someMotif = (prng: Prng, scene: Scene): readonly Command[] => {
  const begin = prng.between(1, 12) * hour;
  return prng
    .pick(motifs)(prng, scene)
    .map(([afterMs, act]) => ({ at: begin + afterMs, act }));
};
