import type { Route } from './routes.ts';

export interface Match {
  readonly route: Route;
  /** @throws Error for a name that the route's path does not have: a mistake in the route table. */
  readonly parameter: (name: string) => string;
}

/** Finds routes by method and path; of several that fit, the one with the longest static beginning. */
export function makeRouter(routes: readonly Route[]) {
  const byShape = new Map<string, { readonly route: Route; readonly parts: readonly string[] }[]>();
  const shape = (method: string, length: number): string => `${method} ${length}`;
  for (const route of routes) {
    const parts = route.path.split('/');
    const key = shape(route.method, parts.length);
    byShape.set(key, [...(byShape.get(key) ?? []), { route, parts }]);
  }
  // `$count`, `$ref` and `delta` are the service's own words, never somebody's id.
  const isReserved = (segment = ''): boolean => segment.startsWith('$') || /^delta(\(.*\))?$/i.test(segment);
  const isVariable = (part: string): boolean => part.startsWith('{');
  for (const list of byShape.values()) {
    const rank = ({ parts }: { readonly parts: readonly string[] }): string =>
      parts.map((part) => (isVariable(part) ? '1' : '0')).join('');
    list.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  return (method: string, segments: readonly string[]): Match | null => {
    const found = byShape
      .get(shape(method, segments.length))
      ?.find(({ parts }) =>
        parts.every((part, index) =>
          isVariable(part)
            ? !isReserved(segments[index])
            : part.toLowerCase() === segments[index]?.toLowerCase(),
        ),
      );
    if (!found) return null;
    const parameter = (name: string): string => {
      const value = segments[found.parts.indexOf(`{${name}}`)];
      if (value === undefined) throw new Error(`The path ${found.route.path} has no {${name}}.`);
      return value;
    };
    return { route: found.route, parameter };
  };
}
