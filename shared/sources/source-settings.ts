import type * as z from 'zod';
import { activeDirectorySettingsSchema } from './active-directory.ts';
import { dynamicsInputSchema, dynamicsSettingsSchema, toDynamicsSettings } from './dynamics-365.ts';
import { noSettingsSchema } from './no-settings.ts';
import { office365SettingsSchema } from './office-365.ts';
import { sharedMailboxSettingsSchema } from './shared-mailbox.ts';

/** What a source of each kind keeps beside what every source has; a password is not in it. */
export const settingsSchemas = {
  'entra-id': noSettingsSchema,
  'active-directory': activeDirectorySettingsSchema,
  'dynamics-365': dynamicsSettingsSchema,
  'office-365': office365SettingsSchema,
  'exchange-online': noSettingsSchema,
  'company-list': noSettingsSchema,
  'shared-mailbox': sharedMailboxSettingsSchema,
} as const;

export type SourceKind = keyof typeof settingsSchemas;
export type SettingsOf<Kind extends SourceKind> = z.output<(typeof settingsSchemas)[Kind]>;
export const sourceKinds = Object.keys(settingsSchemas) as readonly SourceKind[];

/** What an administrator gives; what comes out of it is what is kept. */
export const settingsInputs: { readonly [Kind in SourceKind]: z.ZodType<SettingsOf<Kind>> } = {
  ...settingsSchemas,
  'dynamics-365': dynamicsInputSchema.transform(toDynamicsSettings),
};
