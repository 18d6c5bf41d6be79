import type { Route } from './contract.ts';
import type { IncomingRequest } from './exchange.ts';

/** What ids look like; an address or a name has something that they have not. */
const id = /^[\w~-]{1,128}$/;

/**
 * `instance` of a problem: the path that was asked for, or the route's where something stands in it that is no id. What a
 * caller takes for an id may be a name, an address or a number, and problems are kept and passed on.
 */
export const instanceOf = (route: Pick<Route, 'path'>, { path, params }: IncomingRequest): string =>
  Object.values(params).every((value) => id.test(value) && !/^\d+$/.test(value)) ? path : route.path;
