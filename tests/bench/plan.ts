import { graphCardRules } from '../../shared/imports/graph-card-rules.ts';
import type { ReportedContact } from '../../shared/imports/mailboxes.ts';
import type { ManifestEntry } from '../../shared/imports/manifest.ts';
import type { Desired } from '../../shared/imports/plan-mailbox.ts';
import { planMailbox } from '../../shared/imports/plan-mailbox.ts';
import { shareOf, targetOf } from '../support/share-model.ts';
import { cpuMs, print } from './line.ts';

const contacts = 1000;
const rounds = 50;

const entryOf = ({ hash, photo }: Desired, n: number): ManifestEntry => ({
  id: `contact-${n}`,
  hash,
  change: '',
  photo: photo.slice(0, 16),
  refused: '',
});

/** CPU of the pure plan: against nothing known, against an unchanged belief, against a mailbox that reports everything. */
const target = targetOf(shareOf(contacts));
const { desired } = target;
const decoration = target.decorate(['Müller AG']);
const believed = new Map([...desired].map(([tag, each], n) => [tag, entryOf(each, n)]));
const reported: readonly ReportedContact[] = [...desired].map(([tag, { card }], n) => ({
  id: `contact-${n}`,
  changeKey: `key-${n}`,
  tag,
  card,
  categories: ['Müller AG'],
  note: null,
}));

const cases = {
  first: () =>
    planMailbox(
      desired,
      new Map(),
      { kind: 'everything', contacts: [], paged: false, resumed: false },
      decoration,
      graphCardRules,
    ),
  unchanged: () =>
    planMailbox(
      desired,
      believed,
      { kind: 'changes', changed: [], removedIds: [] },
      decoration,
      graphCardRules,
    ),
  everything: () =>
    planMailbox(
      desired,
      believed,
      { kind: 'everything', contacts: reported, paged: true, resumed: false },
      decoration,
      graphCardRules,
    ),
};

/** What no plan can do without: each desired contact looked up and compared once. */
const bare = () => {
  let same = 0;
  for (const [tag, each] of desired) if (believed.get(tag)?.hash === each.hash) same++;
  return same;
};
const perContact = async (work: () => unknown): Promise<number> => {
  for (let n = 0; n < 5; n++) work();
  const ms = await cpuMs(() => {
    for (let n = 0; n < rounds; n++) work();
  });
  return (ms * 1000) / (rounds * contacts);
};

const minimum = await perContact(bare);
for (const [name, plan] of Object.entries(cases)) {
  print({ name: `plan.cpu-per-contact.${name}`, measured: await perContact(plan), unit: 'µs', minimum });
}
