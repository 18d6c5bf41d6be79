import * as z from 'zod';

/** [S5] The company contacts of the tenant's own Exchange Online: nothing to choose. */
export const exchangeOnlineSettingsSchema = z.strictObject({});
