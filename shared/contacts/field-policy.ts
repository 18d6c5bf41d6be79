import * as z from 'zod';

/**
 * [H4] Which fields leave the company with a share. Names always do: a contact without one helps nobody. Private numbers
 * do not, unless the provider says so.
 */
export const fieldPolicySchema = z.strictObject({
  company: z.boolean().default(true),
  department: z.boolean().default(true),
  jobTitle: z.boolean().default(true),
  officeLocation: z.boolean().default(true),
  businessPhones: z.boolean().default(true),
  mobilePhone: z.boolean().default(true),
  homePhones: z.boolean().default(false),
  emails: z.boolean().default(true),
  businessAddress: z.boolean().default(true),
  manager: z.boolean().default(true),
  photo: z.boolean().default(true),
});

export type FieldPolicy = z.infer<typeof fieldPolicySchema>;
export type FieldGroup = keyof FieldPolicy;

export const defaultFieldPolicy: FieldPolicy = fieldPolicySchema.parse({});

export const fieldGroups = Object.keys(fieldPolicySchema.shape) as readonly FieldGroup[];
