import * as z from 'zod';

/** [S11] A mailbox whose contacts are a list of the company's. */
export const sharedMailboxSettingsSchema = z.strictObject({
  mailbox: z.email().max(255).meta({ description: 'Address of the shared mailbox.' }),
  folder: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Name of a folder below the contacts; without it the contacts themselves.' }),
});
