import { z } from 'zod';

const retryAfter = z.union([
  z.object({ seconds: z.number().min(0) }),
  z.object({ dateInSeconds: z.number() }),
  z.literal('absent'),
]);
const when = z.enum(['before', 'after']);
const simple = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('throttle'), retryAfter, when: when.exactOptional() }),
  z.object({
    kind: z.literal('serverError'),
    status: z.literal([500, 502, 503, 504]),
    when,
    retryAfter: retryAfter.exactOptional(),
  }),
  z.object({ kind: z.literal('reset'), when }),
  z.object({ kind: z.literal('slow'), ms: z.number().min(0) }),
  z.object({ kind: z.literal('tokenExpired') }),
  z.object({ kind: z.literal('deltaGone') }),
]);

/** A fault as it comes over HTTP; the meaning is in traffic/faults.ts. */
export const faultRule = z.strictObject({
  effect: z.union([simple, z.object({ kind: z.literal('anyOf'), effects: z.array(simple) })]),
  match: z
    .strictObject({
      method: z.string().exactOptional(),
      path: z.string().exactOptional(),
      mailbox: z.string().exactOptional(),
    })
    .exactOptional(),
  nth: z.int().min(1).exactOptional(),
  count: z.int().min(1).exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
  seed: z.int().exactOptional(),
});

export const memberChange = z.strictObject({
  add: z.array(z.string()).exactOptional(),
  remove: z.array(z.string()).exactOptional(),
});

export const anyObject = z.record(z.string(), z.unknown());
export const folderReference = z.object({ folderId: z.string().exactOptional() });
export const folderName = z.strictObject({ displayName: z.string().min(1).max(255) });
export const moveTarget = z.object({ folderId: z.string() });

const text = z.string().nullable();

export const newOrgContact = z.strictObject({
  id: z.guid(),
  displayName: z.string(),
  givenName: text.default(null),
  surname: text.default(null),
  companyName: text.default(null),
  department: text.default(null),
  jobTitle: text.default(null),
  mail: text.default(null),
  businessPhone: text.default(null),
  mobilePhone: text.default(null),
  faxNumber: text.default(null),
  streetAddress: text.default(null),
  postalCode: text.default(null),
  city: text.default(null),
  country: text.default(null),
});

export const newUser = z.object({
  id: z.guid(),
  userPrincipalName: z.string(),
  mail: text.default(null),
  displayName: z.string(),
  givenName: text.default(null),
  surname: text.default(null),
  jobTitle: text.default(null),
  department: text.default(null),
  companyName: text.default(null),
  officeLocation: text.default(null),
  streetAddress: text.default(null),
  postalCode: text.default(null),
  city: text.default(null),
  state: text.default(null),
  country: text.default(null),
  businessPhones: z.array(z.string()).default([]),
  mobilePhone: text.default(null),
  faxNumber: text.default(null),
  accountEnabled: z.boolean().default(true),
  hiddenFromAddressLists: z.boolean().default(false),
  managerId: text.default(null),
  hasMailbox: z.boolean().default(true),
  photo: text.default(null),
  appRoles: z.array(z.string()).default([]),
});
