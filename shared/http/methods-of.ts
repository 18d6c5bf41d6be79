import type { Method, Route } from './contract.ts';

/** A path that there is, as its contract has it, and the methods that it takes. */
export interface KnownPath {
  readonly path: string;
  readonly methods: readonly (Method | 'HEAD')[];
}

/** Finds what is known of a request's path; undefined for one that no route has. */
export const makeKnownPaths = (
  routes: readonly Pick<Route, 'path' | 'method'>[],
): ((path: string) => KnownPath | undefined) => {
  const known = routes.map(({ path, method }) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}/?$`, 'i'),
    methods: method === 'GET' ? (['GET', 'HEAD'] as const) : ([method] as const),
  }));
  return (path) => {
    const found = known.filter(({ pattern }) => pattern.test(path));
    const [first] = found;
    if (first === undefined) return undefined;
    return { path: first.path, methods: [...new Set(found.flatMap(({ methods }) => methods))] };
  };
};
