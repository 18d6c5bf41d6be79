/**
 * The extended property that marks a contact as ours. The GUID is Switchboard's own name space: it must never change,
 * or contacts written before would be taken for the user's.
 */
export const tagPropertyId = 'String {9b1a6f2e-4c3d-4e8f-a2b7-5d60c81e7f34} Name SwitchboardTag';

/** [I11] Beside the tag of a contact that we did not create, but found and made ours. */
export const adoptedPropertyId = 'String {9b1a6f2e-4c3d-4e8f-a2b7-5d60c81e7f34} Name SwitchboardAdopted';

/** Not returned unless expanded. */
export const expandTag = `singleValueExtendedProperties($filter=id eq '${tagPropertyId}' or id eq '${adoptedPropertyId}')`;

/** Properties of a create, of an adoption, or, with null, of giving back: Exchange takes null for removing one. */
export const tagProperties = (tag: string | null, how: 'created' | 'adopted') => ({
  singleValueExtendedProperties: [
    { id: tagPropertyId, value: tag },
    ...(how === 'created' ? [] : [{ id: adoptedPropertyId, value: tag === null ? null : '1' }]),
  ],
});

/** Tags are lower-case hex, so there is nothing to escape; anything else is a bug. */
export function tagFilter(tag: string): string {
  if (!/^[0-9a-f]+$/.test(tag)) throw new Error('a tag is lower-case hex');
  return `singleValueExtendedProperties/Any(ep: ep/id eq '${tagPropertyId}' and ep/value eq '${tag}')`;
}
