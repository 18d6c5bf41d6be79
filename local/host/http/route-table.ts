import type { HttpFunction } from '../config/function-kinds.ts';
import { parseRouteTemplate, type RouteTemplate } from './route-template.ts';

export interface RouteMatch {
  readonly target: HttpFunction;
  readonly params: Readonly<Record<string, string>>;
}

export interface RouteTable {
  /** Templates with the prefix, in the order in which they are tried. */
  readonly routes: readonly { readonly target: HttpFunction; readonly template: RouteTemplate }[];
  /**
   * The function for a request. The method is part of the match, as in the cloud: a known path with another method (HEAD
   * where only GET is registered included) is undefined and so answered 404, never 405.
   */
  find(method: string, path: string): RouteMatch | undefined;
}

/** Paths that the host keeps for itself; functions cannot lie below them. */
const RESERVED = ['admin', 'runtime'];

/** @throws Error for a template that is not valid, or lies in the host's own paths. */
export const createRouteTable = (functions: readonly HttpFunction[], routePrefix: string): RouteTable => {
  const prefix = routePrefix.replaceAll(/^\/+|\/+$/g, '');
  const routes = functions.map((target) => {
    const own = target.route.replaceAll(/^\/+/g, '');
    const text = prefix === '' || own === '' ? `${prefix}${own}` : `${prefix}/${own}`;
    if (RESERVED.includes(text.split('/')[0]?.toLowerCase() ?? '')) {
      throw new Error(
        `Function "${target.name}": the route "${text}" conflicts with one or more built in routes.`,
      );
    }
    return { target, template: parseRouteTemplate(text) };
  });
  // Array.sort is stable: among equals the function that was registered first wins.
  routes.sort((a, b) =>
    a.template.precedence < b.template.precedence
      ? -1
      : Number(a.template.precedence > b.template.precedence),
  );

  return {
    routes,
    find(method, path) {
      const relative = path.replace(/^\/+/, '');
      for (const { target, template } of routes) {
        if (!target.methods.includes(method)) continue;
        const params = template.match(relative);
        if (params !== undefined) return { target, params };
      }
      return undefined;
    },
  };
};
