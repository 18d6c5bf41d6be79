/**
 * Moves the wall clock of this process: production code and libraries that read `new Date()` or `Date.now()` see a shifted
 * time, while `setTimeout`, `performance.now()` and sockets stay real.
 *
 * Why a replaced global and not fake timers: a demonstration of a night, a token's expiry or a lease wants all code of the
 * process, the SDKs included, to agree on what time it is, yet HTTP, AMQP and their timeouts must go on working. So only the
 * question "what time is it" is answered differently.
 *
 * Not moved: `Intl.DateTimeFormat().format()` without a date, file times, TLS certificate checks, `process.hrtime()`.
 */
export interface TimeShift {
  /** Milliseconds added to the real time; negative goes back. Replaces an earlier offset. */
  setOffset(ms: number): void;
}

export const installTimeShift = (): TimeShift => {
  const RealDate = globalThis.Date;
  let offset = 0;
  const now = (): number => RealDate.now() + offset;

  const Shifted: DateConstructor = new Proxy(RealDate, {
    construct(target, args, newTarget) {
      return Reflect.construct(
        target,
        args.length === 0 ? [now()] : args,
        newTarget === Shifted ? target : newTarget,
      ) as object;
    },
    // Date() without new answers the present as text.
    apply: () => new RealDate(now()).toString(),
    get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
  });
  // Libraries compare `value.constructor === Date`: dates must stay dates of the replaced global.
  RealDate.prototype.constructor = Shifted;
  globalThis.Date = Shifted;

  return {
    setOffset(ms) {
      if (!Number.isFinite(ms))
        throw new RangeError(`A time shift is a finite number of milliseconds, not ${ms}.`);
      offset = ms;
    },
  };
};
