/** The message ids of the last while: duplicate detection acts on sending, within the queue's window. */
export class Duplicates {
  /** In order of time, because an id is taken out before it is put in again. */
  readonly #seen = new Map<string, number>();
  #changed = new Map<string, number | null>();
  readonly #windowMs: number;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  restore(seen: Iterable<readonly [id: string, at: number]>): void {
    for (const [id, at] of [...seen].sort((a, b) => a[1] - b[1])) this.#seen.set(id, at);
  }

  /** True the first time; false for an id that was accepted less than the window ago. */
  accept(id: string, now: number): boolean {
    this.#forget(now);
    if (this.#seen.has(id)) return false;
    this.#seen.set(id, now);
    this.#changed.set(id, now);
    return true;
  }

  #forget(now: number): void {
    for (const [id, at] of this.#seen) {
      if (now - at < this.#windowMs) return;
      this.#seen.delete(id);
      this.#changed.set(id, null);
    }
  }

  /** What is to be stored since the last call: ids with their time, null for those to be forgotten. */
  takeChanges(): ReadonlyMap<string, number | null> {
    const changed = this.#changed;
    this.#changed = new Map();
    return changed;
  }
}
