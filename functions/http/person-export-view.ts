import * as z from 'zod';
import { cardSchema } from '../../shared/contacts/card.ts';
import { contactSchema } from '../../shared/contacts/contact.ts';
import { sameness } from '../../shared/contacts/sameness.ts';
import { purchaseStates } from '../../shared/store-purchases/purchase.ts';
import { storeNames } from '../../shared/store-purchases/store-facts.ts';

const ids = z.array(z.string());

const sharedContact = z.strictObject({
  key: z.string(),
  aliases: ids.optional(),
  card: cardSchema,
  photo: z.string().optional(),
});

const importer = z.strictObject({
  importerTenantId: z.string(),
  importerName: z.string(),
  since: z.string(),
  lastRunAt: z.string(),
  mailboxes: z.number().int(),
});

/** [T5] */
export const personExportView = z
  .strictObject({
    people: z.array(
      z.strictObject({
        because: z
          .array(z.enum(sameness))
          .meta({ description: 'What shows that the entries are one person’s.' }),
        entries: z.array(
          z.strictObject({
            sourceId: z.string(),
            contact: contactSchema,
            photoBase64: z.string().optional(),
          }),
        ),
      }),
    ),
    shares: z
      .array(
        z.strictObject({
          shareId: z.string(),
          displayName: z.string(),
          snapshots: z.array(z.strictObject({ takenAt: z.string(), contacts: z.array(sharedContact) })),
          importedBy: z.array(importer).meta({
            description: 'Imports of the share, and how many mailboxes they fill: there the copies are.',
          }),
        }),
      )
      .meta({ description: 'The newest three snapshots of each share, as far as the people are in them.' }),
    mentions: z
      .strictObject({
        imports: ids.meta({ description: 'Imports that fill a mailbox of theirs.' }),
        shares: ids.meta({ description: 'Shares whose selection names an entry of theirs.' }),
        sources: ids.meta({ description: 'Sources whose settings name their account or mailbox.' }),
        seats: ids.meta({
          description:
            'Object ids under which they have a seat of the app; `DELETE /v1/seats/{userId}` releases it.',
        }),
        purchases: z
          .array(
            z.strictObject({
              store: z.enum(storeNames),
              productId: z.string(),
              state: z.enum(purchaseStates),
            }),
          )
          .meta({ description: 'What they have bought in a store. It stays, as the store keeps it.' }),
        groups: ids.meta({
          description: 'Groups that open the app or a source to them, as the directory had them last.',
        }),
        isNotificationAddress: z.boolean(),
        mails: z.number().int().meta({ description: 'Records of mails that were sent to them.' }),
        acts: ids.meta({
          description: 'Acts of the audit trail that they did or that name them, the newest first.',
        }),
        actsComplete: z.boolean(),
      })
      .meta({ description: 'Where settings and records name them by object id or address.' }),
    keptOutBy: ids.meta({ description: 'Erasures that keep one of them out.' }),
  })
  .meta({ id: 'PersonExport' });
