import type { Port } from '../world/gate.ts';
import type { Interference } from '../world/world.ts';
import { asUsual, type FaultKind } from './fault.ts';

const interference = (what: Interference, ports: readonly Port[]): FaultKind => ({
  name: `meanwhile-${what}`,
  ports,
  strike: async (_strike, world) => {
    world.interfere(what);
    return asUsual;
  },
});

/** People who do something at the worst moment: right before a call that presumes that they have not. */
export const peopleFaults: readonly FaultKind[] = [
  interference('contact-deleted', ['graph']),
  interference('contact-edited', ['graph']),
  interference('contact-moved', ['graph']),
  interference('folder-deleted', ['graph', 'table']),
  interference('links-expire', ['graph']),
  interference('person-changes', ['graph', 'table']),
  interference('person-leaves', ['graph', 'table']),
  interference('revoke', ['graph', 'table']),
  interference('expire', ['graph', 'table']),
  interference('exclude', ['graph', 'table']),
  interference('rotate', ['graph', 'table']),
  interference('delete-import', ['graph', 'table']),
  interference('change-targets', ['graph', 'table']),
  interference('run-now', ['graph', 'table']),
  interference('withdraw-consent', ['graph', 'entra']),
  interference('block-access', ['graph', 'entra']),
];
