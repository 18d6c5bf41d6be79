import { once } from 'node:events';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeAdminHttp } from './admin/admin-http.ts';
import type { GraphAdmin } from './admin/graph-admin.ts';
import { type GraphServiceOptions, openGraphService } from './graph-service.ts';
import { makeHttpServer } from './http.ts';

export interface GraphEmulatorOptions extends EmulatorOptions, Omit<GraphServiceOptions, 'pause'> {}

export interface GraphEmulator extends Emulator {
  readonly admin: GraphAdmin;
}

/** Starts the Microsoft Graph v1.0 emulator; see the README for what it serves. Rejects when the port is taken. */
export async function startGraphEmulator(options: GraphEmulatorOptions): Promise<GraphEmulator> {
  const { clock } = options;
  const { graph, admin, counting, close } = openGraphService(options);
  const server = makeHttpServer({ graph, admin: makeAdminHttp(admin, counting), counting, clock });

  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return {
    name: 'graph',
    url: `http://127.0.0.1:${address.port}`,
    admin,
    counters: () => counting.read(),
    resetCounters: () => counting.reset(),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      close();
    },
  };
}
