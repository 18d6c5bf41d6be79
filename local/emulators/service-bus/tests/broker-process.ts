/** Started by restart.test.ts as a process that can be killed: state file and queues come as arguments. */
import { systemClock } from '../../../../shared/kernel/clock.ts';
import { startServiceBusEmulator } from '../server.ts';

const [, , stateFile = ':memory:', queues = '[]'] = process.argv;
const emulator = await startServiceBusEmulator({
  port: 0,
  stateFile,
  clock: systemClock,
  queues: JSON.parse(queues),
});
console.log(emulator.connectionString);
