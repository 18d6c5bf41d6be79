import { readFile } from 'node:fs/promises';
import type { SourceKind } from '../../shared/sources/source-settings.ts';
import { type Api, type Endpoints, until } from './api.ts';
import { signInToSource } from './sign-in.ts';

/** A source as the API shows it, as far as scenes look. */
export interface SceneSource {
  readonly id: string;
  readonly kind: SourceKind;
  readonly displayName: string;
  readonly state: string;
  readonly createdAt: string;
  readonly lastRefresh?: { readonly contacts: number; readonly unusableNumbers: number };
  readonly lastError?: { readonly reason: string; readonly text: string };
}

export interface SceneSources {
  /** One of each kind, the most trusted first. */
  readonly sources: readonly SceneSource[];
  /** Why there is no Active Directory; absent where it is read. */
  readonly noDirectory?: string;
}

const customersOfCologne = {
  instance: 'mueller-maschinenbau',
  filter: { match: 'all', conditions: [{ field: 'address1_city', operator: 'equals', value: 'Köln' }] },
};
const companyList = new URL('../../docs/company-list.sample.csv', import.meta.url);

/**
 * [S0] A source of every kind for the first seeded company, made through the API as its administrator would; kinds that
 * are there already are taken as they are. Answers when all are read; throws with the source's words where one cannot be.
 */
export const makeAllSources = async (endpoints: Endpoints, api: Api): Promise<SceneSources> => {
  const directory = await offeredDirectory(endpoints);
  const known: readonly SceneSource[] = (await api.expect(200, 'GET', '/v1/sources?limit=200')).body.value;
  const made = async (kind: SourceKind, body: object = {}): Promise<string> => {
    // The first of its kind: others are what somebody has tried out.
    const [found] = known
      .filter((source) => source.kind === kind)
      .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
    const source: SceneSource =
      found ?? (await api.expect(201, 'POST', '/v1/sources', { kind, ...body })).body;
    if (source.lastError?.reason === 'sign-in-required') await signInToSource(api, source.id, api.user.id);
    if (found === undefined && kind === 'company-list') await loadList(api, source.id);
    return source.id;
  };

  const mailbox = `telefonzentrale@${api.tenant.domain}`;
  const ids = [
    await made('entra-id'),
    ...('source' in directory ? [await made('active-directory', directory.source)] : []),
    await made('exchange-online'),
    await made('dynamics-365', {
      displayName: 'Kunden in Köln (Dynamics 365)',
      settings: customersOfCologne,
    }),
    await made('company-list', { displayName: 'Wichtige Nummern' }),
    await made('shared-mailbox', { displayName: 'Telefonliste der Zentrale', settings: { mailbox } }),
    await made('office-365', { settings: { userId: api.user.id } }),
  ];
  const sources = await Promise.all(ids.map((id) => untilRead(api, id)));
  return { sources, ...('source' in directory ? {} : { noDirectory: directory.missing }) };
};

/** What the control server says of the directory: a source's body, or why there is none. */
const offeredDirectory = async (
  endpoints: Endpoints,
): Promise<{ readonly source: object } | { readonly missing: string }> => {
  const answer = await fetch(`${endpoints['control']}/active-directory`);
  const body = await answer.json();
  return answer.ok ? { source: body as object } : (body as { readonly missing: string });
};

const loadList = async (api: Api, id: string): Promise<void> => {
  const csv = await readFile(companyList, 'utf8');
  await api.expect(200, 'POST', `/v1/sources/${id}/contacts/load`, csv, { 'content-type': 'text/csv' });
};

const untilRead = async (api: Api, id: string): Promise<SceneSource> => {
  const source: SceneSource = await until(
    async () => (await api.expect(200, 'GET', `/v1/sources/${id}`)).body,
    ({ state }) => state === 'ready' || state === 'failed',
  );
  if (source.state === 'failed') throw new Error(`${source.kind} cannot be read: ${source.lastError?.text}`);
  return source;
};
