import type { FaultKind } from './fault.ts';
import { graphFaults } from './graph.ts';
import { messageFaults } from './messages.ts';
import { peopleFaults } from './people.ts';
import { processFaults } from './processes.ts';
import { serviceFaults } from './services.ts';
import { storeFaults } from './stores.ts';
import { tableFaults } from './tables.ts';

/** Those that can meet a call of any history. */
export const commonFaultKinds: readonly FaultKind[] = [
  ...processFaults,
  ...tableFaults,
  ...graphFaults,
  ...serviceFaults,
  ...messageFaults,
  ...peopleFaults,
];

/** Every kind of fault there is. */
export const faultKinds: readonly FaultKind[] = [...commonFaultKinds, ...storeFaults];
