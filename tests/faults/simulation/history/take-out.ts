import { canaryOf, userIdOf } from './companies.ts';
import type { Desk } from './desk.ts';

/** What an administrator looks at as a whole. */
export type TakeOutAct =
  /** What partners would get. */
  | { readonly kind: 'preview-share'; readonly share: string }
  /** Page by page, so many items each, while the rest of the history goes on. */
  | { readonly kind: 'take-all-out'; readonly company: number; readonly limit: number };
type TakeOutActOf<Kind extends TakeOutAct['kind']> = Extract<TakeOutAct, { kind: Kind }>;

interface Previewed {
  readonly count: number;
  readonly value: readonly {
    readonly key: string;
    readonly card: { readonly displayName?: string };
    readonly sources: readonly { readonly key: string }[];
  }[];
}

interface Exported {
  readonly id: string;
}

const others = (company: number) => [0, 1, 2].filter((each) => each !== company);

const mostPages = 500;
/** Whatever was under way has been acknowledged by then. */
const longEnoughMs = 6 * 3_600_000;

export const makeTakeOut = ({ world, truth, clientOf, appears }: Desk) => {
  const pagesOf = async (company: number, limit: number): Promise<readonly string[] | undefined> => {
    const texts: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query: Record<string, string> = { limit: String(limit), ...(cursor === '' ? {} : { cursor }) };
      const { status, body, text } = await clientOf(company)({ operation: 'exportTenant', query });
      if (status !== 200) return undefined;
      texts.push(text);
      if (texts.length > mostPages) throw new Error('T5: the export comes to no end');
      const next = body['nextLink'];
      cursor = typeof next === 'string' ? (new URL(next).searchParams.get('cursor') ?? undefined) : undefined;
    }
    return texts;
  };
  /** What the company has now, by the id in its export; an entry of its list as it was last said. */
  const thingsOf = (company: number): ReadonlyMap<string, unknown> => {
    const things = new Map<string, unknown>();
    for (const id of truth.sources.get(company) ?? []) things.set(id, id);
    for (const { id, ...share } of truth.shares.values()) if (share.company === company) things.set(id, id);
    for (const { id, deleted, ...imported } of truth.imports.values())
      if (imported.company === company && !deleted) things.set(id, id);
    const { sourceId, entries } = truth.lists.get(company) ?? { sourceId: '', entries: new Map() };
    for (const entry of entries.values()) things.set(`${sourceId}/${entry.id}`, entry);
    return things;
  };

  return {
    'preview-share': async ({ share: name }: TakeOutActOf<'preview-share'>) => {
      const share = await appears(() => truth.shares.get(name));
      if (share === undefined) return;
      const asking = { operation: 'previewShare', params: { shareId: share.id }, query: { limit: '200' } };
      const { status, body } = await clientOf(share.company)(asking);
      // Without consent nobody's groups are known.
      if (status !== 200) return;
      const { count, value } = body as unknown as Previewed;
      const wrong = (what: string) => new Error(`A: a preview of share ${name} ${what}`);
      if (value.length !== count || new Set(value.map(({ key }) => key)).size !== count)
        throw wrong(`counts ${count} and shows ${value.length}`);
      const excluded = new Set(share.exclude.map((user) => userIdOf(share.company, user)));
      if (value.some(({ sources }) => sources.some(({ key }) => excluded.has(key))))
        throw wrong('shows somebody who is left out');
    },
    'take-all-out': async ({ company, limit }: TakeOutActOf<'take-all-out'>) => {
      const before = thingsOf(company);
      const pages = await pagesOf(company, limit);
      if (pages === undefined) {
        if (truth.left.has(company)) return;
        throw new Error(`T5: company ${company} cannot take out what is its own`);
      }
      const text = pages.join('');
      if (others(company).some((other) => text.includes(canaryOf(other))))
        throw new Error(`C: the export of company ${company} has people of another one`);
      const secrets = [...truth.shares.values()].flatMap(({ capabilities }) => capabilities);
      if (secrets.some((capability) => text.includes(capability)))
        throw new Error('H: an export tells a capability');
      const items = pages.flatMap((page) => (JSON.parse(page) as { value: readonly Exported[] }).value);
      const ids = new Set(items.map(({ id }) => id));
      const missing = [...before].filter(([id]) => !ids.has(id));
      if (missing.length === 0) return;
      await world.timeline.wait(longEnoughMs);
      const after = thingsOf(company);
      for (const [id, thing] of missing)
        if (after.get(id) === thing) throw new Error(`T5: ${id} is not in the export of company ${company}`);
    },
  };
};
