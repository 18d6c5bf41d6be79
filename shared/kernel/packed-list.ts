/** What an array can do as well, for those who do not mind where things are kept. */
export interface List<T> {
  readonly length: number;
  push(value: T): number;
  at(n: number): T | undefined;
}

const blockBytes = 64 * 1024;

/**
 * A list kept as JSON outside the heap: of contacts half of what the objects take, and nothing for the garbage collector to go
 * through. For values that JSON gives back as they were; `at` makes a new one each time.
 */
export const makePackedList = <T extends object>(): List<T> => {
  const blocks: Buffer[] = [];
  /** Of each value: its block, and from where to where it is there. */
  const places: number[] = [];
  let [block, end] = [Buffer.alloc(0), 0];
  return {
    get length() {
      return places.length / 3;
    },
    push: (value) => {
      const text = JSON.stringify(value);
      const size = Buffer.byteLength(text);
      if (end + size > block.length) {
        block = Buffer.allocUnsafe(Math.max(blockBytes, size));
        blocks.push(block);
        end = 0;
      }
      block.write(text, end);
      places.push(blocks.length - 1, end, end + size);
      end += size;
      return places.length / 3;
    },
    at: (n) => {
      const [inBlock, from, to] = [places[3 * n], places[3 * n + 1], places[3 * n + 2]];
      const text = blocks[inBlock ?? -1]?.toString('utf8', from, to);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
  };
};
