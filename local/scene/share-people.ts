import { type Api, until } from './api.ts';

export interface SharedScene {
  readonly sourceId: string;
  readonly shareId: string;
  /** What the partner needs; told once. */
  readonly capability: string;
}

/** The provider's part: read the directory, offer everyone with a number to partners. */
export const sharePeople = async (provider: Api, name: string): Promise<SharedScene> => {
  const sources = await provider.expect(200, 'GET', '/v1/sources');
  const source =
    sources.body.value.find(({ kind }: { readonly kind: string }) => kind === 'entra-id') ??
    (await provider.expect(201, 'POST', '/v1/sources', { kind: 'entra-id' })).body;
  await until(
    async () => (await provider.expect(200, 'GET', `/v1/sources/${source.id}`)).body,
    ({ state }) => state === 'ready' || state === 'failed',
  );
  const share = await provider.expect(201, 'POST', '/v1/shares', {
    displayName: name,
    sources: [{ sourceId: source.id }],
    selection: { everyone: true },
  });
  return { sourceId: source.id, shareId: share.body.id, capability: share.body.shareId };
};

/** Waits for a run's end. */
export const runEnded = async (importer: Api, importId: string, runId: string, seconds = 180) => {
  const path = `/v1/imports/${importId}/runs/${runId}`;
  return until(
    async () => (await importer.expect(200, 'GET', path)).body,
    ({ state }) => state !== 'queued' && state !== 'running',
    seconds,
  );
};
