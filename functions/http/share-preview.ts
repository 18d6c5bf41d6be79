import * as z from 'zod';
import { cardSchema } from '../../shared/contacts/card.ts';
import { singleFields } from '../../shared/contacts/merged-contact.ts';
import { provenanceOf } from '../../shared/contacts/provenance.ts';
import { sameness } from '../../shared/contacts/sameness.ts';
import type { PreviewedContact, SharePreview } from '../../shared/shares/preview-share.ts';

const field = z.enum(singleFields);

const contactView = z
  .strictObject({
    key: z.string(),
    card: cardSchema,
    hasPhoto: z.boolean(),
    sources: z
      .array(z.strictObject({ sourceId: z.guid(), key: z.string() }))
      .meta({ description: 'The entries of the person, by priority.' }),
    because: z.array(z.enum(sameness)).meta({ description: 'What shows that they are one person’s.' }),
    from: z
      .strictObject({
        fields: z.partialRecord(field, z.guid()),
        emails: z.array(z.guid()),
        phones: z.array(z.guid()),
      })
      .meta({ description: 'The source of each field, e-mail address and number, before the field policy.' }),
    conflicts: z.array(field).meta({ description: 'Fields of which the sources say different things.' }),
  })
  .meta({ id: 'PreviewedContact' });

/** [H4][S7] */
export const previewView = z
  .strictObject({
    count: z.number().int(),
    merged: z.number().int().meta({ description: 'People of whom several sources know.' }),
    conflicts: z.number().int().meta({ description: 'Those of them of whom they say different things.' }),
    trimmed: z
      .record(z.string(), z.number().int())
      .meta({ description: 'Contacts by the field that had no room for all of it.' }),
    missingGroups: z.array(z.string()),
    value: z.array(contactView),
  })
  .meta({ id: 'SharePreview' });

export const previewReply = ({
  count,
  merged,
  conflicts,
  trimmed,
  missingGroups,
  contacts,
}: SharePreview) => ({
  count,
  merged,
  conflicts,
  trimmed,
  missingGroups,
  value: contacts.map(contactOf),
});

const contactOf = ({ person, ...shown }: PreviewedContact) => {
  const { conflicts, ...from } = provenanceOf(person);
  const sources = person.members.map(({ sourceId, contact }) => ({ sourceId, key: contact.key }));
  return { ...shown, sources, because: person.because, from, conflicts };
};
