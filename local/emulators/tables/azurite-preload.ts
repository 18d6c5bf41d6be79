import { createRequire } from 'node:module';

/**
 * Loaded into Azurite's process before Azurite. It ends with its parent instead of staying behind, and it saves within
 * a quarter of a second: Azurite's own 5 s would lose acknowledged writes on `kill -9`.
 */
const saveEveryMs = 250;

interface LokiOptions {
  readonly autosave?: boolean;
  readonly autosaveInterval?: number;
}
interface LokiClass {
  readonly prototype: { configureOptions(options: LokiOptions | undefined, initial: boolean): void };
}

const require = createRequire(import.meta.resolve('azurite/package.json'));
const Loki = require('lokijs') as LokiClass;
const original = Loki.prototype.configureOptions;
Loki.prototype.configureOptions = function configureOptions(options, initial) {
  const faster = options?.autosave === true ? { ...options, autosaveInterval: saveEveryMs } : options;
  original.call(this, faster, initial);
};

process.on('disconnect', () => {
  // Azurite's own order to save and close; a fork that hangs is ended.
  process.emit('message', 'shutdown', undefined);
  setTimeout(() => process.exit(0), 3000).unref();
});
process.on('SIGTERM', () => process.emit('message', 'shutdown', undefined));
