import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { SourceId } from '../kernel/ids.ts';
import { someUsersSchema } from '../sources/app-audience.ts';
import type { Source } from '../sources/source.ts';
import { sourceKinds } from '../sources/source-settings.ts';

/**
 * What the app shows of one source. Whenever a source comes to be shown, anew too, or comes to be another user's, it gets
 * a new shelf: nothing that was kept or handed out for the former one is mixed with it.
 */
const shelfSchema = z.strictObject({
  shelfId: z.string(),
  sourceId: z.string() as unknown as z.ZodType<SourceId>,
  kind: z.enum(sourceKinds),
  /** Of the source: who came first is believed first. */
  createdAt: z.string(),
  audience: z.discriminatedUnion('who', [
    ...someUsersSchema.options,
    /** Personal contacts are seen by their own user alone. */
    z.strictObject({ who: z.literal('user'), userId: z.string() }),
  ]),
  /** The source's choice of people. */
  shows: z.string(),
});

/**
 * [S9] Who sees what, of all sources of the tenant in one row: it changes in the commit that changes a source
 * (follow-sources.ts), so that a look at it costs one read and a source that is gone or closed is unseen at once.
 */
export const appAccessSchema = z.strictObject({ shelves: z.array(shelfSchema) });

export type Shelf = z.infer<typeof shelfSchema>;
export type AppAccess = z.infer<typeof appAccessSchema>;
export type AppAccessStore = EntityStore<AppAccess>;
/** One per tenant. */
export const appAccessId = 'self';

type Shown = Pick<
  Source,
  'id' | 'createdAt' | 'filter' | 'includeDisabled' | 'includeHidden' | 'appAudience'
> &
  Pick<Source, 'kind' | 'settings'>;

/** Undefined where nobody sees a source in the app: the default. */
export const audienceOf = (source: Shown): Shelf['audience'] | undefined => {
  if (source.kind === 'office-365') {
    const { settings } = source;
    // Until somebody has signed in it may be nobody's yet.
    const userId = 'userId' in settings ? settings.userId : undefined;
    return userId === undefined ? undefined : { who: 'user', userId: userId.toLowerCase() };
  }
  const { appAudience = { who: 'none' } } = source;
  return appAudience.who === 'none' ? undefined : appAudience;
};

export const showsOf = ({
  filter,
  includeDisabled,
  includeHidden,
}: Omit<Shown, 'kind' | 'settings'>): string =>
  [filter, includeDisabled && 'disabled', includeHidden && 'hidden'].filter(Boolean).join(' ');

/** The shelf of a source as it is now; `before` goes on where it can. */
export const shelfOf = (source: Shown, before: Shelf | undefined, newId: () => string): Shelf | undefined => {
  const audience = audienceOf(source);
  if (audience === undefined) return undefined;
  const goesOn = before !== undefined && ownerOf(before.audience) === ownerOf(audience);
  return {
    shelfId: goesOn ? before.shelfId : newId(),
    sourceId: source.id,
    kind: source.kind,
    createdAt: source.createdAt,
    audience,
    shows: showsOf(source),
  };
};

const ownerOf = (audience: Shelf['audience']): string | undefined =>
  audience.who === 'user' ? audience.userId : undefined;

const rankOf = ({ audience, createdAt, sourceId }: Shelf): string =>
  `${audience.who === 'user' ? 1 : 0} ${createdAt} ${sourceId}`;

/** Company sources in the order of their creation, then the user's own: who comes first is believed first. */
export const inOrder = (shelves: readonly Shelf[]): readonly Shelf[] =>
  shelves.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));

/** Groups that decide on anything. */
export const groupsNamed = (shelves: readonly Shelf[]): readonly string[] => [
  ...new Set(shelves.flatMap(({ audience }) => (audience.who === 'groups' ? audience.groups : []))),
];
