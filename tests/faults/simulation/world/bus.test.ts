import type { Envelope } from '../../../../shared/kernel/message-bus.ts';
import {
  type BusMisfortune,
  type BusSubject,
  brokenBusContract,
  messageBusContract,
} from '../../../support/message-bus-contract.ts';
import { captureServices } from './captured.ts';

const kindOf: Readonly<Record<BusMisfortune, string>> = {
  away: 'send-refused',
  'answer-lost': 'send-unanswered',
};

const open = async (misfortune?: BusMisfortune): Promise<BusSubject> => {
  const { world, services, played } = captureServices(misfortune && kindOf[misfortune]);
  const { timeline, queues } = world;
  return {
    bus: { send: (messages) => played(services.bus.send(messages)) },
    take: async (name) => {
      const { queue } = queues.of(name);
      const taken: Pick<Envelope, 'id' | 'body'>[] = [];
      for (let message = queue.takeNext(null); message !== undefined; message = queue.takeNext(null))
        taken.push({ id: message.id, body: JSON.parse(Buffer.from(message.content).toString()) });
      return taken;
    },
    now: timeline.now,
    pass: (ms) => played(timeline.wait(ms)),
  };
};

messageBusContract('the simulation’s bus', () => open());
brokenBusContract('the simulation’s bus', open);
