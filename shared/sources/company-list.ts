import * as z from 'zod';

/** [S10] Entries that are nobody's account, kept by hand: nothing to read from, nothing to choose. */
export const companyListSettingsSchema = z.strictObject({});
