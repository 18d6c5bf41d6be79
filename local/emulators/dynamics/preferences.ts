/** What a `Prefer` header asks for. */
export interface Preferences {
  readonly tracksChanges: boolean;
  /** 1 to 5,000; Dataverse takes no larger pages. */
  readonly pageSize: number;
  /** Whether an annotation of this name goes with values. */
  readonly annotates: (name: string) => boolean;
  /** What `Preference-Applied` answers. */
  readonly applied: readonly string[];
}

const largestPage = 5_000;

const words = (header: string): readonly string[] => header.match(/(?:[^,"]|"[^"]*")+/g) ?? [];

export function readPreferences(header: string): Preferences {
  const asked = new Map(
    words(header).map((word) => {
      const [name = '', ...value] = word.trim().split('=');
      return [name.trim().toLowerCase(), value.join('=').replaceAll('"', '').trim()] as const;
    }),
  );
  const patterns = (asked.get('odata.include-annotations') ?? '').split(',').filter((part) => part !== '');
  const size = Number(asked.get('odata.maxpagesize'));
  const known = ['odata.track-changes', 'odata.maxpagesize', 'odata.include-annotations'];
  return {
    tracksChanges: asked.has('odata.track-changes'),
    pageSize: Number.isInteger(size) && size > 0 ? Math.min(size, largestPage) : largestPage,
    annotates: (name) =>
      patterns.some((pattern) =>
        pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
      ),
    applied: words(header)
      .map((word) => word.trim())
      .filter((word) => known.includes(word.split('=')[0]?.toLowerCase() ?? '')),
  };
}
