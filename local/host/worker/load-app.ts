import { dirname, isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AppRegistry } from './app-registry.ts';
import { isolatedHookContext } from './hook-context.ts';

/**
 * Imports the app's main module, lets it register, ends the registration and runs its `appStart` hooks.
 *
 * @param appModule absolute path or file URL
 * @throws Error what the app threw while it was imported, or a sentence when it registers nothing or asks for HTTP streaming.
 */
export const loadApp = async (
  appModule: string,
  registry: AppRegistry,
  appHookData: Record<string, unknown>,
): Promise<void> => {
  if (!isAbsolute(appModule) && !appModule.startsWith('file:')) {
    throw new Error(`The app's main module is given as absolute path or file URL, not "${appModule}".`);
  }
  const url = isAbsolute(appModule) ? pathToFileURL(appModule).href : appModule;
  await import(/* @vite-ignore */ url);
  const model = registry.programmingModel();
  if (model === undefined || registry.functions.size === 0) {
    throw new Error(`${appModule} registered no function with @azure/functions.`);
  }
  const capabilities = await model.getCapabilities?.({});
  if (capabilities?.['HttpUri'] !== undefined) {
    throw new Error(
      'The app asks for HTTP streaming (app.setup({ enableHttpStream: true })), which the embedded host does not have.',
    );
  }
  const context = isolatedHookContext({
    hookData: {},
    appHookData,
    functionAppDirectory: dirname(fileURLToPath(url)),
  });
  for (const hook of registry.hooks('appStart')) await hook(context);
  registry.lock();
};
