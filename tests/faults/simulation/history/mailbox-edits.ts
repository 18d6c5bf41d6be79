import type { RawFolder } from '../../../../local/emulators/graph/admin/graph-admin.ts';
import { tagPropertyId } from '../../../../shared/adapters/graph/tag-property.ts';
import type { World } from '../world/world.ts';
import { canaryOf, groupIdOf, mobileOf, personOf, tenantIdOf, userIdOf } from './companies.ts';
import type { Act } from './history.ts';
import { personKey, type TrueImport, type Truth, targetsOf } from './truth.ts';

type RawContact = RawFolder['contacts'][number];

export const tagOf = (contact: RawContact): string | undefined => {
  const properties = contact['singleValueExtendedProperties'];
  if (!Array.isArray(properties)) return undefined;
  const ours = properties.find(({ id }) => String(id).toLowerCase() === tagPropertyId.toLowerCase());
  return ours === undefined ? undefined : String(ours.value);
};

export const folderNameOf = (name: string): string => `Ordner ${name}`;

/** The folder that an import fills in a user's mailbox. */
export const folderOf = (
  world: World,
  name: string,
  { company, folder }: TrueImport,
  user: number,
): RawFolder | undefined =>
  world.graph.admin
    .readMailbox(tenantIdOf(company), userIdOf(company, user))
    .find(({ isDefault, displayName }) =>
      folder === 'default' ? isDefault : displayName === folderNameOf(name),
    );

/** Contacts of ours of which a folder holds more than one. */
export const twinsIn = (world: World, truth: Truth): readonly string[] =>
  [...truth.imports].flatMap(([name, imported]) =>
    targetsOf(truth, imported).flatMap((user) => {
      const tags = (folderOf(world, name, imported, user)?.contacts ?? []).flatMap(
        (each) => tagOf(each) ?? [],
      );
      return tags.length === new Set(tags).size
        ? []
        : [`import ${name}, mailbox ${personKey(imported.company, user)}`];
    }),
  );

/** Who joins later has a number of his own, among the users that a history names. */
export const numberOfJoined = (user: number): number => 100 + user;

/** What users do in Outlook and administrators in Entra, behind the product's back. It happens at once. */
export const makeOutside = (world: World, truth: Truth) => {
  const { admin } = world.graph;

  const ofImport = (name: string, nth: number) => {
    const imported = truth.imports.get(name);
    if (imported === undefined) return undefined;
    const users = targetsOf(truth, imported);
    const user = users[nth % Math.max(1, users.length)];
    if (user === undefined) return undefined;
    const folder = folderOf(world, name, imported, user);
    return {
      tenant: tenantIdOf(imported.company),
      mailbox: userIdOf(imported.company, user),
      folder,
      key: personKey(imported.company, user),
    };
  };
  const managed = (name: string, user: number, nth: number) => {
    const found = ofImport(name, user);
    const ours = (found?.folder?.contacts ?? []).filter((contact) => tagOf(contact) !== undefined);
    const contact = ours[nth % Math.max(1, ours.length)];
    return found === undefined || contact === undefined ? undefined : { ...found, id: String(contact['id']) };
  };
  let added = 0;

  return {
    'contact-deleted': (act: Extract<Act, { kind: 'contact-deleted' }>) => {
      const found = managed(act.import, act.user, act.nth);
      if (found !== undefined) admin.deleteContact(found.tenant, found.mailbox, found.id);
    },
    'contact-edited': (act: Extract<Act, { kind: 'contact-edited' }>) => {
      const found = managed(act.import, act.user, act.nth);
      if (found !== undefined)
        admin.editContact(found.tenant, found.mailbox, found.id, { mobilePhone: '+49301', categories: [] });
    },
    'contact-moved': (act: Extract<Act, { kind: 'contact-moved' }>) => {
      const found = managed(act.import, act.user, act.nth);
      if (found === undefined) return;
      const other = admin.readMailbox(found.tenant, found.mailbox).find(({ id }) => id !== found.folder?.id);
      if (other !== undefined) admin.moveContact(found.tenant, found.mailbox, found.id, other.id);
    },
    'contact-added': (act: Extract<Act, { kind: 'contact-added' }>) => {
      const found = ofImport(act.import, act.user);
      if (found === undefined) return;
      added += 1;
      const surname = `Eigener${added}`;
      const id = admin.addContact(
        found.tenant,
        found.mailbox,
        { givenName: 'Mein', surname },
        found.folder?.id,
      );
      truth.own.set(found.key, [...(truth.own.get(found.key) ?? []), { id, surname }]);
    },
    'folder-deleted': (act: Extract<Act, { kind: 'folder-deleted' }>) => {
      const found = ofImport(act.import, act.user);
      if (found?.folder === undefined || found.folder.isDefault) return;
      const gone = new Set(found.folder.contacts.map((contact) => String(contact['id'])));
      truth.own.set(
        found.key,
        (truth.own.get(found.key) ?? []).filter(({ id }) => !gone.has(id)),
      );
      admin.deleteFolder(found.tenant, found.mailbox, found.folder.id);
    },
    'links-expire': (act: Extract<Act, { kind: 'links-expire' }>) =>
      admin.expireDeltaTokens(tenantIdOf(act.company)),
    'group-changes': ({ company, users }: Extract<Act, { kind: 'group-changes' }>) => {
      const before = truth.groups.get(company) ?? [];
      const ids = (some: readonly number[]) => some.map((user) => userIdOf(company, user));
      admin.changeGroupMembers(tenantIdOf(company), groupIdOf(company), {
        add: ids(users.filter((user) => !before.includes(user))),
        remove: ids(before.filter((user) => !users.includes(user))),
      });
      truth.groups.set(company, users);
    },
    'consent-lost': ({ company, how, afterMs }: Extract<Act, { kind: 'consent-lost' }>) => {
      world.entra.decide(tenantIdOf(company), how);
      world.entra.expireTokens();
      world.timeline.after(afterMs, () => world.entra.decide(tenantIdOf(company), 'given'));
    },
    'person-changes': ({ company, user, variant }: Extract<Act, { kind: 'person-changes' }>) => {
      const known = truth.people.get(personKey(company, user));
      if (known === undefined) return;
      const mobile = variant % 5 === 0 ? null : mobileOf(company, user, variant);
      const department = variant % 3 === 0 ? null : `Abteilung ${variant}`;
      const displayName = `Person${user} ${canaryOf(company)}${variant % 2 === 0 ? ' Meier' : ''}`;
      admin.changeUser(tenantIdOf(company), userIdOf(company, user), {
        mobilePhone: mobile,
        department,
        displayName,
      });
      truth.people.set(personKey(company, user), { ...known, mobile, department, displayName });
    },
    'person-leaves': ({ company, user }: Extract<Act, { kind: 'person-leaves' }>) => {
      if (!truth.people.has(personKey(company, user))) return;
      // Who has his mailbox filled stays: a mailbox that is gone is another subject.
      admin.changeUser(tenantIdOf(company), userIdOf(company, user), { accountEnabled: false });
      truth.people.delete(personKey(company, user));
    },
    'person-joins': ({ company, user }: Extract<Act, { kind: 'person-joins' }>) => {
      const number = numberOfJoined(user);
      if (truth.people.has(personKey(company, number))) return;
      const seed = personOf(company, number, { hasMailbox: false });
      try {
        admin.createUser(tenantIdOf(company), seed);
      } catch {
        // Was there before and left.
        return;
      }
      noteSeed(truth, company, number, seed);
    },
  };
};

export type Outside = ReturnType<typeof makeOutside>;

export const noteSeed = (
  truth: Truth,
  company: number,
  user: number,
  {
    displayName,
    mobilePhone,
    department,
  }: { displayName: string; mobilePhone: string | null; department: string | null },
): void =>
  void truth.people.set(personKey(company, user), {
    company,
    user,
    displayName,
    mobile: mobilePhone,
    department,
  });

const outsideKinds: ReadonlySet<string> = new Set<keyof Outside>([
  'contact-deleted',
  'contact-edited',
  'contact-moved',
  'contact-added',
  'folder-deleted',
  'links-expire',
  'group-changes',
  'consent-lost',
  'person-changes',
  'person-leaves',
  'person-joins',
]);

/** Not through the API, so nobody waits for it. */
export const isOutside = (act: Act): boolean => outsideKinds.has(act.kind);
