/** The home region's account, and one of another region; the first is the one that every storage emulator has. */
export const accounts = ['devstoreaccount1', 'devstoreaccount2'] as const;
export type Account = (typeof accounts)[number];

/** Azurite's published development key, of both: no secret. */
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** For AZURITE_ACCOUNTS. */
export const accountKeys = accounts.map((account) => `${account}:${key}`).join(';');

export const urlOf = (port: number | string, account: Account): string =>
  `http://127.0.0.1:${port}/${account}`;

export const connectionStringOf = (port: number | string, account: Account): string =>
  `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};TableEndpoint=${urlOf(port, account)};`;
