import { createServer } from 'node:net';

const listens = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });

/** The preferred port where it is free on 127.0.0.1, else one that the system picks. */
export const freePort = async (preferred: number): Promise<number> =>
  (await listens(preferred)) ?? (await listens(0)) ?? preferred;
