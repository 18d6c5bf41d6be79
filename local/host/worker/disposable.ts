/** The worker's `Disposable`, as the app gets it back from `app.hook.*`. An asynchronous callback is not awaited. */
export class Disposable {
  #onDispose: (() => unknown) | undefined;

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  static from(...items: readonly { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const item of items) item.dispose();
    });
  }

  dispose(): void {
    const callback = this.#onDispose;
    this.#onDispose = undefined;
    callback?.();
  }
}
