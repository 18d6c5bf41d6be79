import type { DirectoryPage } from '../../sources/directory.ts';
import type { SourceReader } from '../../sources/source-reader.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeReader, type Reader } from './reader.ts';

/** A source's reader over the Graph emulator, with what it read, page by page. */
export async function sourceStack<Settings>(
  makeSource: (reader: Reader) => SourceReader<Settings>,
  options: Parameters<typeof graphStack>[0] = {},
) {
  const base = await graphStack(options);
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    base.clock.advance(ms);
  };
  const source = makeSource(makeReader({ ...base, sleep }));
  const read = async (settings: Settings, link?: string) => {
    const pages: DirectoryPage[] = [];
    for await (const page of source.readPeople(base.ctx, settings, link)) {
      if (!page.ok) return { error: page.error, pages };
      pages.push(page.value);
    }
    return { pages };
  };
  const all = async (settings: Settings, link?: string) => {
    const { pages, error } = await read(settings, link);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return {
      people: pages.flatMap(({ changed }) => changed),
      removed: pages.flatMap(({ removed }) => removed),
      link: pages.at(-1)?.link ?? '',
    };
  };
  return { ...base, slept, source, read, all };
}
