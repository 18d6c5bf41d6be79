import * as z from 'zod';
import { validate } from '../../shared/http/validate.ts';
import type { Invalid } from '../../shared/kernel/failures.ts';
import { ok, type Result } from '../../shared/kernel/result.ts';
import { appAudienceSchema } from '../../shared/sources/app-audience.ts';
import type { NewSource } from '../../shared/sources/create-source.ts';
import { type Source, sourceFields } from '../../shared/sources/source.ts';
import { sourceKindTable } from '../../shared/sources/source-kinds.ts';
import { type SourceKind, settingsInputs } from '../../shared/sources/source-settings.ts';

export const displayName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .meta({ description: 'Anzeigename; without it the name of the kind.' });
export const filter = sourceFields.filter.meta({
  description: 'Whether people without a usable telephone number are shown.',
});
export const password = z.string().min(1).max(256).meta({
  description: 'Kept in the vault alone and never shown again.',
  format: 'password',
  writeOnly: true,
});

export const appAudience = appAudienceSchema.meta({
  description:
    'Who finds these people in the app; nobody unless told. Personal contacts are their own user’s.',
});

const newSource = (kind: SourceKind) => {
  const settings: z.ZodType = settingsInputs[kind];
  return z.strictObject({
    kind: z.literal(kind),
    displayName: displayName.optional(),
    // Where nothing has to be set, nothing has to be said.
    settings: settings.safeParse({}).success ? settings.prefault({}) : settings,
    ...(sourceKindTable[kind].hasPassword ? { password } : {}),
    filter: filter.default('all'),
    includeDisabled: z.boolean().default(false).meta({ description: 'Accounts that are switched off.' }),
    includeHidden: z.boolean().default(false).meta({ description: 'People hidden from address lists.' }),
    includePhotos: z.boolean().default(true),
    ...(kind === 'office-365' ? {} : { appAudience: appAudience.optional() }),
  });
};

/** What creates a source of one of the kinds that are offered. */
export const newSourceBody = (offered: readonly SourceKind[]): z.ZodType<NewSource> => {
  const [first, ...others] = offered.map(newSource);
  if (first === undefined) throw new Error('no kind of source is offered');
  // Which settings belong to which kind is said by the schemas; their types do not survive the list.
  return z.discriminatedUnion('kind', [first, ...others]) as unknown as z.ZodType<NewSource>;
};

/** Settings as given in a change, judged by the source's kind. */
export const changedSettings = (kind: SourceKind, given: unknown): Result<Source['settings'], Invalid> => {
  const settings: z.ZodType<Source['settings']> = settingsInputs[kind];
  const read = validate(z.strictObject({ settings }), { settings: given }, 'body');
  return read.ok ? ok(read.value.settings) : read;
};
