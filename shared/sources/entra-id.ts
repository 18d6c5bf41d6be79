import * as z from 'zod';

/** [S1] The tenant's own directory: nothing to choose, and the key of a person is Entra's object id. */
export const entraIdSettingsSchema = z.strictObject({});
