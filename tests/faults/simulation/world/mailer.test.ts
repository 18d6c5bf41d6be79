import { type Misfortune, mailerContract } from '../../../support/mailer-contract.ts';
import { captureServices } from './captured.ts';

const kindOf: Readonly<Record<Misfortune, string>> = {
  'refused-for-good': 'mail-refused-for-good',
  'refused-for-now': 'mail-refused-for-now',
  'answer-lost': 'mail-uncertain',
};

mailerContract('the simulation’s mailer', async (misfortune) => {
  const { world, services, played } = captureServices(misfortune && kindOf[misfortune]);
  return {
    mailer: { send: (mail) => played(services.mailer.send(mail)) },
    received: async () => world.mails.map(({ id: _id, ...content }) => content),
  };
});
