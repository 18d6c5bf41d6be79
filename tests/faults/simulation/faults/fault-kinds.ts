import type { FaultKind } from './fault.ts';
import { graphFaults } from './graph.ts';
import { messageFaults } from './messages.ts';
import { peopleFaults } from './people.ts';
import { processFaults } from './processes.ts';
import { serviceFaults } from './services.ts';
import { tableFaults } from './tables.ts';

/** Every kind of fault there is. */
export const faultKinds: readonly FaultKind[] = [
  ...processFaults,
  ...tableFaults,
  ...graphFaults,
  ...serviceFaults,
  ...messageFaults,
  ...peopleFaults,
];
