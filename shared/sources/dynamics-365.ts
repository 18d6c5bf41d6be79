import * as z from 'zod';
import { dynamicsFilterSchema } from './dynamics-filter.ts';

/** Microsoft's data centres, as they stand in an organisation's address. China and the US government's clouds are others. */
export const dynamicsRegions = [
  'crm',
  'crm2',
  'crm3',
  'crm4',
  'crm5',
  'crm6',
  'crm7',
  'crm8',
  'crm9',
  'crm11',
  'crm12',
  'crm14',
  'crm15',
  'crm16',
  'crm17',
  'crm19',
  'crm20',
  'crm21',
] as const;
export type DynamicsRegion = (typeof dynamicsRegions)[number];

/** Europe: what an instance that is given by its name alone is looked for in. */
const defaultRegion: DynamicsRegion = 'crm4';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const namePattern = new RegExp(`^${label}$`);
/** Also `{instance}.api.crm4…`, as the developers' page of Dynamics shows it. What follows the host is of no account. */
const addressPattern = new RegExp(
  `^(?:https://)?(${label})(?:\\.api)?\\.(crm\\d{0,2})\\.dynamics\\.com(?:[/?#].*)?$`,
  'is',
);

const isRegion = (text: string): text is DynamicsRegion => dynamicsRegions.some((region) => region === text);

interface Place {
  readonly instance: string;
  /** Where the address said it. */
  readonly region?: DynamicsRegion;
}

/** Read by a pattern of whole addresses, not by a URL parser: there is nothing in it that could name another host. */
const placeOf = (typed: string): Place | undefined => {
  const text = typed.trim();
  const name = text.toLowerCase();
  if (namePattern.test(name)) return { instance: name };
  const [, instance, region] = addressPattern.exec(text) ?? [];
  const found = region?.toLowerCase() ?? '';
  return instance !== undefined && isRegion(found)
    ? { instance: instance.toLowerCase(), region: found }
    : undefined;
};

/** [S3] What an administrator gives: the instance by its name or as its whole web address. */
export const dynamicsInputSchema = z
  .strictObject({
    instance: z
      .string()
      .max(500)
      .refine((text) => placeOf(text) !== undefined, 'dynamics-instance')
      .meta({
        description: 'Between “https://” and the first dot of its web address, or the whole address.',
      }),
    region: z
      .enum(dynamicsRegions)
      .optional()
      .meta({ description: '`crm4` where neither this nor the address says otherwise.' }),
    filter: dynamicsFilterSchema
      .optional()
      .meta({ description: 'Which contacts are shown; all without it.' }),
  })
  .superRefine(({ instance, region }, check) => {
    const said = placeOf(instance)?.region;
    if (said === undefined || region === undefined || said === region) return;
    check.addIssue({
      code: 'custom',
      message: 'dynamics-region',
      params: { region: said },
      path: ['region'],
    });
  });

export type DynamicsInput = z.infer<typeof dynamicsInputSchema>;

/** What a source of this kind keeps. */
export const dynamicsSettingsSchema = z.strictObject({
  instance: z.string().regex(namePattern),
  region: z.enum(dynamicsRegions),
  filter: dynamicsFilterSchema.optional(),
});

export type DynamicsSettings = z.infer<typeof dynamicsSettingsSchema>;

/** The input as it is kept. Throws for input that its schema refuses. */
export const toDynamicsSettings = ({ instance, region, filter }: DynamicsInput): DynamicsSettings => {
  const place = placeOf(instance);
  if (place === undefined) throw new Error('dynamics: an instance that was not validated');
  return {
    instance: place.instance,
    region: place.region ?? region ?? defaultRegion,
    ...(filter === undefined ? {} : { filter }),
  };
};

/** The one host that a source reads from. Throws for settings that are not those of the schema. */
export const dynamicsHost = (settings: Pick<DynamicsSettings, 'instance' | 'region'>): string => {
  const { instance, region } = settings;
  if (!namePattern.test(instance) || !isRegion(region)) throw new Error('dynamics: settings of no instance');
  return `${instance}.${region}.dynamics.com`;
};
