/** One figure of a benchmark: what was measured, the least that the task can cost, and how they compare. */
export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  /** Absent where nothing less can be stated. */
  readonly minimum?: number;
  /** What it must stay below, where the product promises one. */
  readonly limit?: number;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Prints a figure as one line of JSON; `ratio` is measured to minimum, or to the limit where there is no minimum. */
export const print = ({ name, measured, unit, minimum, limit }: Figure): void => {
  const base = minimum ?? limit;
  const line = {
    name,
    measured: rounded(measured),
    unit,
    ...(minimum === undefined ? {} : { minimum: rounded(minimum) }),
    ...(limit === undefined ? {} : { limit }),
    ...(base === undefined || base === 0 ? {} : { ratio: rounded(measured / base) }),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** Milliseconds of CPU of this process that the work takes, system calls included. */
export const cpuMs = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
