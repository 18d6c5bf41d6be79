import * as z from 'zod';

/** [S4] Whose personal contacts: Entra's object id. His sign-in, not the company's consent, opens them. */
export const office365SettingsSchema = z.strictObject({
  userId: z.guid().toLowerCase().optional().meta({
    description:
      'Entra object id of the user whose personal contacts are read; without it whoever of the company signs in first by the link.',
  }),
});
