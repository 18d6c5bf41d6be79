import * as z from 'zod';
import { fieldPolicySchema } from '../../shared/contacts/field-policy.ts';
import { nameStyleOf, nameStyleSchema } from '../../shared/contacts/name-style.ts';
import { categoryColourSchema } from '../../shared/imports/category-colour.ts';
import { mostSources, type Share, selectionSchema, shareStates } from '../../shared/shares/share.ts';

export const name = z.string().trim().min(1).max(120).meta({ description: 'Shown to partners, too.' });
export const note = z
  .string()
  .max(500)
  .meta({ description: 'Kept between two marks in the note of each contact.' });
export const category = z.string().trim().min(1).max(120).meta({
  description:
    'Outlook category of imports that are created without their own; left out: the company’s name.',
});
export const categoryColour = categoryColourSchema.meta({
  description:
    'Its colour, `preset0` to `preset24`, for imports that choose none, where the importer lets colours in.',
});
export const allowedTenants = z
  .array(z.guid())
  .min(1)
  .max(200)
  .meta({ description: 'Tenant ids of partners that may import; without it, whoever holds the capability.' });
export const expiresAt = z.iso
  .datetime({ offset: true })
  .max(40)
  .meta({ description: 'No import runs from then on.' });

export const sources = z
  .array(z.strictObject({ sourceId: z.guid() }))
  .min(1)
  .max(mostSources)
  .meta({ description: 'In the order of priority: of a person whom several know, the first is believed.' });

/** What may be left out of a selection has the cautious default. */
export const selection = z
  .strictObject({
    everyone: z.boolean().default(false),
    users: selectionSchema.shape.users.default([]),
    groups: selectionSchema.shape.groups.default([]),
    exclude: selectionSchema.shape.exclude.default([]),
    filters: z
      .strictObject({
        onlyWithNumber: z.boolean().default(true),
        includeDisabled: z.boolean().default(false),
        includeHidden: z.boolean().default(false),
        departments: selectionSchema.shape.filters.shape.departments.default([]),
      })
      .default({ onlyWithNumber: true, includeDisabled: false, includeHidden: false, departments: [] }),
  })
  .meta({
    description: 'Who is in it: everyone, or users and members of groups; then filters; then exclusions.',
  });

/** Of a change: what is left out stays as it is. */
export const selectionPatch = z
  .strictObject({
    ...selectionSchema.shape,
    filters: z.strictObject(selectionSchema.shape.filters.shape).partial(),
  })
  .partial()
  .meta({
    description: 'Who is in it. Parts that are left out stay as they are; a list that is named is replaced.',
  });

export const shareView = z
  .strictObject({
    id: z.guid(),
    displayName: z.string(),
    sources,
    selection: selectionSchema,
    fields: fieldPolicySchema.required(),
    note: z.string().optional(),
    nameStyle: nameStyleSchema,
    category: z.string().optional(),
    categoryColour: categoryColourSchema.optional(),
    state: z.enum(shareStates),
    allowedTenants: z.array(z.guid()).optional(),
    expiresAt: z.string().optional(),
    createdAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'Share' });

export const shareWithCapability = shareView
  .extend({
    shareId: z
      .string()
      .meta({ description: 'What a partner names in its import. Shown this once, kept nowhere.' }),
  })
  .meta({ id: 'ShareWithCapability' });

export const viewOf = ({ capabilityHash: _hash, generation: _g, oldestGeneration: _o, ...share }: Share) => ({
  ...share,
  nameStyle: nameStyleOf(share.nameStyle),
});
