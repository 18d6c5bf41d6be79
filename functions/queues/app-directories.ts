import type { makeBuildDirectory } from '../../shared/app-directory/build-directory.ts';
import { directoryRequestSchema } from '../../shared/app-directory/directory-message.ts';
import type { makeKeepUp } from '../../shared/app-directory/keep-up.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** Has the app's directory follow a source, or looks at groups and the age of sources. */
export const registerAppDirectories = (
  app: QueueRegistry,
  deps: {
    readonly buildAppDirectory: ReturnType<typeof makeBuildDirectory>;
    readonly keepAppUp: ReturnType<typeof makeKeepUp>;
    readonly log: Log;
  },
): void =>
  onQueue(app, 'app-directories', directoryRequestSchema, deps.log, (ctx, { sourceId, shelfId }) =>
    sourceId === undefined ? deps.keepAppUp(ctx) : deps.buildAppDirectory(ctx, { sourceId, shelfId }),
  );
