import { err, ok } from '../../shared/kernel/result.ts';
import type { SourceRefusal } from '../../shared/sources/source-reader.ts';
import type { SourceReaders } from '../../shared/sources/source-readers.ts';
import { makeSourceBench, sourceOf } from './source-fixtures.ts';

/** A source that is not Entra's, with nobody in it, that refuses as the test says. */
export const makeMailboxBench = async () => {
  const control: { refusal?: SourceRefusal | undefined } = {};
  const links: (string | undefined)[] = [];
  const refused = () =>
    control.refusal === undefined
      ? undefined
      : err({ type: 'source-refused', reason: control.refusal, code: 'X1' } as const);
  const readers: SourceReaders = {
    'shared-mailbox': {
      readPeople: async function* (_ctx, _settings, link) {
        links.push(link);
        yield refused() ?? ok({ changed: [], removed: [], link: 'next' });
      },
      probe: async () => refused() ?? ok(undefined),
    },
  };
  const bench = makeSourceBench({ readers });
  const kind = { kind: 'shared-mailbox', settings: { mailbox: 'list@firma.example' } } as const;
  await bench.have();
  await bench.commit(bench.ctx, [bench.sources.inserted(bench.ctx, { ...sourceOf(), ...kind })]);
  return { ...bench, refusing: control, links };
};
