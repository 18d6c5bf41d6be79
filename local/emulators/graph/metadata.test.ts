import { describe, expect, it } from 'vitest';
import { groupProperties } from './directory/groups.ts';
import { orgContactProperties } from './directory/org-contacts.ts';
import { organizationProperties } from './directory/organization.ts';
import { userProperties } from './directory/user-properties.ts';
import {
  emailAddressProperties,
  physicalAddressProperties,
  readOnlyContactProperties,
  writableContactProperties,
} from './mailbox/contact-properties.ts';
import { folderProperties } from './mailbox/folders.ts';
import { isObject } from './message.ts';
import { readMetadata } from './metadata-types.ts';
import { mailboxOwner, tagId, testEmulator } from './test-emulator.ts';

const metadata = readMetadata(new URL('../../../tests/standards/graph/metadata.xml', import.meta.url));
const allEdm = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'Edm.String']));
const contactProperties = { ...writableContactProperties, ...readOnlyContactProperties };

describe('the properties that the emulator keeps', () => {
  it.each([
    ['user', userProperties],
    ['group', groupProperties],
    ['organization', organizationProperties],
    ['orgContact', orgContactProperties],
    ['contactFolder', folderProperties],
    ['contact', contactProperties],
    ['physicalAddress', allEdm(physicalAddressProperties)],
    ['emailAddress', allEdm(emailAddressProperties)],
  ])(
    'of %s exist in Graph’s metadata with the same type',
    (type, properties: Readonly<Record<string, string>>) => {
      const published = metadata.types.get(type);
      expect(Object.entries(properties).map(([name]) => [name, published?.get(name)])).toEqual(
        Object.entries(properties),
      );
    },
  );

  it('of contact are all there are', () => {
    const navigation = ['photo', 'singleValueExtendedProperties'];
    const published = [...(metadata.types.get('contact')?.keys() ?? [])].filter(
      (name) => !navigation.includes(name),
    );
    expect(Object.keys(contactProperties).sort()).toEqual(published.sort());
  });
});

const matches = (value: unknown, test: (text: string) => boolean): boolean =>
  typeof value === 'string' && test(value);

/** What is wrong with a value of an EDM type, as sentences. */
function faultsIn(value: unknown, type: string, at: string): readonly string[] {
  if (value === null) return type.startsWith('Collection(') ? [`${at} is null instead of a list`] : [];
  const item = /^Collection\((.+)\)$/.exec(type)?.[1];
  if (item !== undefined) {
    return Array.isArray(value)
      ? value.flatMap((entry, index) => faultsIn(entry, item, `${at}[${index}]`))
      : [`${at} is no list`];
  }
  if (type === 'Edm.String') return typeof value === 'string' ? [] : [`${at} is no text`];
  if (type === 'Edm.Boolean') return typeof value === 'boolean' ? [] : [`${at} is no truth value`];
  if (type === 'Edm.Int32') return Number.isInteger(value) ? [] : [`${at} is no whole number`];
  if (type === 'Edm.DateTimeOffset')
    return matches(value, (text) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) ? [] : [`${at} is no instant`];
  const name = type.replace('graph.', '');
  const members = metadata.enums.get(name);
  if (members) return matches(value, (text) => members.includes(text)) ? [] : [`${at} is no ${name}`];
  return isObject(value) ? faultsInObject(value, name, at) : [`${at} is no object`];
}

function faultsInObject(
  value: Readonly<Record<string, unknown>>,
  type: string,
  at: string,
): readonly string[] {
  // A member that may be of several types says which it is.
  const stated = value['@odata.type'];
  const known = metadata.types.get(
    typeof stated === 'string' ? stated.replace('#microsoft.graph.', '') : type,
  );
  if (!known) return [`${at} is of an unknown type ${type}`];
  return Object.entries(value)
    .filter(([name]) => !name.includes('@'))
    .flatMap(([name, content]) => {
      const property = known.get(name);
      return property === undefined
        ? [`${at}.${name} does not exist`]
        : faultsIn(content, property, `${at}.${name}`);
    });
}

describe('what the emulator answers', () => {
  const owner = mailboxOwner(3);
  it.each([
    ['/organization', 'organization'],
    [`/users?$select=${Object.keys(userProperties).join(',')}&$expand=manager`, 'user'],
    ['/users/delta', 'user'],
    ['/groups', 'group'],
    ['/contacts', 'orgContact'],
    ['/contacts/delta', 'orgContact'],
    [`/users/${owner.id}/contactFolders`, 'contactFolder'],
    [`/users/${owner.id}/contacts?$expand=singleValueExtendedProperties`, 'contact'],
    [`/users/${owner.id}/contacts/delta`, 'contact'],
  ])('to GET %s is of type %s', async (path, type) => {
    const { call } = await testEmulator();
    await call('POST', `/users/${owner.id}/contactFolders`, { displayName: 'Firma' });
    await call('POST', `/users/${owner.id}/contacts`, {
      givenName: 'Zoë',
      birthday: '1990-02-28',
      homeAddress: { city: 'Köln' },
      emailAddresses: [{ address: 'zoe@example.com' }],
      singleValueExtendedProperties: [{ id: tagId, value: 'x' }],
    });
    const { json } = await call('GET', path);
    expect(json.value.length).toBeGreaterThan(0);
    expect(
      json.value.flatMap((item: Readonly<Record<string, unknown>>, index: number) =>
        faultsInObject(item, type, `[${index}]`),
      ),
    ).toEqual([]);
  });

  it('to GET /photo is of type profilePhoto', async () => {
    const { call, company } = await testEmulator();
    const withPhoto = company.users.find(({ photo }) => photo !== null);
    expect(
      faultsInObject((await call('GET', `/users/${withPhoto?.id}/photo`)).json, 'profilePhoto', 'photo'),
    ).toEqual([]);
  });
});
