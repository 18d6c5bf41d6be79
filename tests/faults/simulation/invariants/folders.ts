import type { RawFolder } from '../../../../local/emulators/graph/admin/graph-admin.ts';
import { restOf, unlicensed } from '../history/at-work.ts';
import { mobileOf, supplierOf, tenantIdOf, userIdOf } from '../history/companies.ts';
import { folderOf, tagOf } from '../history/mailbox-edits.ts';
import type { Played } from '../history/play.ts';
import { personKey, type TrueImport, type TruePerson, type TrueShare, targetsOf } from '../history/truth.ts';
import type { Invariant } from './invariant.ts';

/** Reckoned from what administrators and Entra say, without a line of the product. */
export const isInForce = (imported: TrueImport, share: TrueShare | undefined, now: number): boolean =>
  share !== undefined &&
  !imported.deleted &&
  !share.revoked &&
  imported.capability >= share.oldest &&
  (share.expiresAt === undefined || now < share.expiresAt);

const e164 = (mobile: string): string => `+49${mobile.replaceAll(' ', '').slice(1)}`;

/** What each contact must show, by its name in the mailbox. */
const cardOf = ({
  displayName,
  mobile,
  department,
}: Pick<TruePerson, 'displayName' | 'mobile' | 'department'>): string =>
  `${displayName} · ${e164(mobile ?? '')} · ${department ?? '-'}`;

const shownOf = (contact: RawFolder['contacts'][number]): string => {
  const field = (name: string): string => {
    const value = contact[name];
    return typeof value === 'string' ? value : '-';
  };
  return `${field('displayName')} · ${field('mobilePhone')} · ${field('department')}`;
};

/** What a share shows beside people: a supplier, and what the mailbox's owner keeps himself, never what an import wrote there. */
const cardsBeside = ({ company, beside }: TrueShare): readonly string[] =>
  beside === undefined
    ? []
    : [
        `${supplierOf(company)} · ${e164(mobileOf(company, 99, 0))} · -`,
        `Oma von ${beside.mailboxOf} · - · -`,
      ];

/** Nobody is sent a contact of himself [I11]. */
const wanted = ({ truth, world }: Played, imported: TrueImport, owner: number): readonly string[] => {
  const share = truth.shares.get(imported.share);
  if (share === undefined || truth.left.has(share.company)) return [];
  if (!isInForce(imported, share, world.timeline.now())) return [];
  return [...truth.people.values()]
    .filter(
      ({ company, user, mobile }) =>
        company === share.company &&
        mobile !== null &&
        !share.exclude.includes(user) &&
        !(company === imported.company && user === owner),
    )
    .map(cardOf)
    .concat(cardsBeside(share))
    .concat(
      share.list === undefined
        ? []
        : [...(truth.lists.get(share.company)?.entries.values() ?? [])].map(cardOf),
    )
    .sort();
};

/** (A), and (G) with it: a share that has gone is in nobody's mailbox any more. */
export const foldersEqualShares: Invariant = {
  name: 'A: every folder equals its share, one contact a person',
  check: (played) => {
    const found: string[] = [];
    for (const [name, imported] of played.truth.imports) {
      if (restOf(played, imported) !== undefined) continue;
      const targets = targetsOf(played.truth, imported);
      const waiting = unlicensed(played, imported);
      const category = `Kategorie ${name}`;
      for (let user = 0; user < played.history.people; user++) {
        if (waiting.has(user)) continue;
        const isTarget = targets.includes(user);
        const folder = folderOf(played.world, name, imported, user);
        const ours = (folder?.contacts ?? []).filter((contact) => {
          const categories = contact['categories'];
          return tagOf(contact) !== undefined && Array.isArray(categories) && categories.includes(category);
        });
        const shown = ours.map(shownOf).sort();
        const expected = isTarget ? wanted(played, imported, user) : [];
        if (shown.join('\n') === expected.join('\n')) continue;
        found.push(
          `import ${name}, mailbox ${personKey(imported.company, user)}: shows [${shown.join('; ')}] instead of [${expected.join('; ')}]`,
        );
      }
    }
    return found;
  },
};

export const ownContactsStay: Invariant = {
  name: 'A: own contacts are untouched',
  check: ({ truth, world }) => {
    const found: string[] = [];
    for (const [key, contacts] of truth.own) {
      const [company = 0, user = 0] = key.split('/').map(Number);
      const kept = world.graph.admin
        .readMailbox(tenantIdOf(company), userIdOf(company, user))
        .flatMap((folder) => folder.contacts)
        .filter((contact) => tagOf(contact) === undefined)
        .map((contact) => String(contact['surname']))
        .sort();
      const expected = contacts.map(({ surname }) => surname).sort();
      if (kept.join() !== expected.join())
        found.push(`mailbox ${key}: own contacts [${kept.join()}] instead of [${expected.join()}]`);
    }
    return found;
  },
};

/** Where two workers can be at one mailbox, or a write lands after its time, twins live until the next night. */
const excused = /lands-late|frozen|clock|delivered-to-two|lock-lost|renewal-lost|settling|slow|replayed/;

/** (A) What has gone well for the service but not for us is looked up, not done again. */
export const noTwins: Invariant = {
  name: 'A: nobody is in a folder twice',
  check: ({ world, twins }) => (world.struck.some(({ kind }) => excused.test(kind)) ? [] : twins),
};
