import type { Api } from './api.ts';
import type { RawContact } from './mailboxes.ts';

/** A contact of a share's preview, as far as scenes look. */
export interface PreviewedContact {
  readonly card: RawContact;
  readonly sources: readonly { readonly sourceId: string }[];
  readonly because: readonly string[];
  readonly from: {
    readonly fields: Readonly<Record<string, string>>;
    readonly emails: readonly string[];
    readonly phones: readonly string[];
  };
  /** Fields of which the sources that were merged say different things. */
  readonly conflicts: readonly string[];
}

interface Preview {
  readonly count: number;
  readonly merged: number;
  readonly conflicts: number;
  readonly value: readonly PreviewedContact[];
}

/** Page by page, all of it. */
export const readWholePreview = async (api: Api, shareId: string): Promise<Preview> => {
  const pageAt = async (offset: number): Promise<Preview> =>
    (await api.expect(200, 'GET', `/v1/shares/${shareId}/preview?limit=200&offset=${offset}`)).body;
  const first = await pageAt(0);
  const value = [...first.value];
  while (value.length < first.count) value.push(...(await pageAt(value.length)).value);
  return { ...first, value };
};

interface QualityFigures {
  readonly people: number;
  readonly withoutNumber: number;
  /** Numbers of which nothing diallable can be made. */
  readonly unusable: number;
}

/** [S8] What a source's report of quality counts. */
export const readQuality = async (api: Api, sourceId: string): Promise<QualityFigures> => {
  const { people, withoutNumber, unusable } = (
    await api.expect(200, 'GET', `/v1/sources/${sourceId}/quality?limit=1`)
  ).body;
  const counts: readonly { readonly count: number }[] = unusable;
  return { people, withoutNumber, unusable: counts.reduce((sum, { count }) => sum + count, 0) };
};
