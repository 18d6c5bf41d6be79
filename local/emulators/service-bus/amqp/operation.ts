import type { Result } from '../../../../shared/kernel/result.ts';
import type { Broker } from '../broker.ts';
import type { Entity } from '../entities.ts';
import type { Condition } from './conditions.ts';

/** One request to `queue/$management`: the values of its body by name. */
export interface Request {
  readonly broker: Broker;
  readonly entity: Entity;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers the body of a 200 (undefined when there is nothing to tell), or `nothing` for a 204. */
export type Operation = (request: Request) => Result<unknown, Condition>;
export const nothing = Symbol('no content');
