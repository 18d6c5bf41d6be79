import type { HostLog } from '../log.ts';
import type { AppRegistry } from '../worker/app-registry.ts';
import type { Settings } from './app-setting.ts';
import {
  type FunctionKind,
  functionKind,
  type HttpFunction,
  isDisabled,
  type QueueFunction,
  type TimerFunction,
} from './function-kinds.ts';

/** An app's functions; the lists by kind hold those that are in service. */
export interface FunctionIndex {
  readonly all: readonly FunctionKind[];
  readonly disabled: ReadonlySet<string>;
  readonly active: readonly FunctionKind[];
  readonly http: readonly HttpFunction[];
  readonly timers: readonly TimerFunction[];
  readonly queues: readonly QueueFunction[];
}

/** @throws Error with a sentence for a function whose bindings this host does not have. */
export const indexFunctions = (registry: AppRegistry, settings: Settings, log: HostLog): FunctionIndex => {
  const all = [...registry.functions.values()].map((fn) => functionKind(fn, settings));
  const disabled = new Set(all.filter(({ name }) => isDisabled(name, settings)).map(({ name }) => name));
  const active = all.filter(({ name }) => !disabled.has(name));
  for (const { kind, name, fn } of active) {
    if (kind !== 'timer' && fn.metadata.retryOptions !== undefined) {
      const sentence = `Retries are not supported for function '${name}', whose trigger is of kind ${kind}; its retry options are ignored, as in the cloud.`;
      log.fromHost('Startup', 'warning', sentence);
    }
  }
  return {
    all,
    disabled,
    active,
    http: active.filter((item) => item.kind === 'http'),
    timers: active.filter((item) => item.kind === 'timer'),
    queues: active.filter((item) => item.kind === 'queue'),
  };
};
