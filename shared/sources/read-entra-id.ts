import type { Directory } from './directory.ts';
import type { SourceReader } from './source-reader.ts';
import type { SettingsOf } from './source-settings.ts';

/** [S1] The tenant's own directory as a source: whose it is says the context, so it needs no settings. */
export const readEntraId = (directory: Directory): SourceReader<SettingsOf<'entra-id'>> => ({
  readPeople: (ctx, _none, link) => directory.readPeople(ctx, link),
  photosOf: (ctx, _none, keys) => directory.photosOf(ctx, keys),
  probe: (ctx) => directory.probe(ctx),
});
