import * as z from 'zod';

const groups = z
  .array(z.guid())
  .min(1)
  .max(20)
  .meta({ description: 'Entra groups, with the groups in them.' });

/** Some or all users of a tenant. */
export const someUsersSchema = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('everyone') }),
  z.strictObject({ who: z.literal('groups'), groups }),
]);
export type SomeUsers = z.infer<typeof someUsersSchema>;

/** [S9] Who finds a source's people in the app. */
export const appAudienceSchema = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('none') }),
  ...someUsersSchema.options,
]);
export type AppAudience = z.infer<typeof appAudienceSchema>;
