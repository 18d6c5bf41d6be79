import * as z from 'zod';

/** Of kinds where there is nothing to choose: the tenant's own directory and company contacts, a list kept by hand. */
export const noSettingsSchema = z.strictObject({});
