import { placeholders, type Route } from './contract.ts';
import { isRawSchema } from './reply.ts';

/**
 * Faults of a list of contracts that types cannot see: found at start, before the first request. Throws with all of
 * them. The host compares function names without regard to case, and keeps /admin and /runtime for itself.
 */
export const checkRoutes = (routes: readonly Route[]): void => {
  const faults = [
    ...repeated(routes.map((route) => route.operationId.toLowerCase())).map(
      (id) => `operationId twice: ${id}`,
    ),
    ...repeated(routes.map(shape)).map((path) => `route twice: ${path}`),
    ...routes.flatMap((route) => faultsOf(route).map((fault) => `${route.operationId}: ${fault}`)),
  ];
  if (faults.length > 0) throw new Error(`routes are faulty: ${faults.join('; ')}`);
};

/** Two routes of one shape answer the same URLs, whatever their placeholders are called. */
const shape = (route: Route): string =>
  `${route.method} ${route.path.replace(/\{[^}]+\}/g, '{}').toLowerCase()}`;

const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

const faultsOf = (route: Route): readonly string[] => {
  const faults: string[] = [];
  const names = placeholders(route.path);
  const declared = route.params === undefined ? names : Object.keys(route.params.shape);
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(route.operationId))
    faults.push('operationId is no function name');
  if (!/^(\/([\w.-]+|\{\w+\}))+$/.test(route.path)) faults.push('path is malformed');
  if (/^\/(admin|runtime)(\/|$)/i.test(route.path)) faults.push('path is reserved by the host');
  if (new Set(names).size !== names.length) faults.push('placeholder twice');
  if (names.toSorted().join() !== declared.toSorted().join()) faults.push('params and placeholders differ');
  if (Object.keys(route.replies).length === 0) faults.push('no reply');
  if (route.method === 'GET' && route.body !== undefined) faults.push('GET with a body');
  if (route.idempotent && route.access === 'public') faults.push('idempotency needs a tenant');
  if (route.idempotent && Object.values(route.replies).some(isRawSchema))
    faults.push('raw replies are not kept');
  return faults;
};
