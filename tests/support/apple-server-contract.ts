import { expect, it } from 'vitest';
import type { AppleServer } from '../../shared/adapters/apple/server-api.ts';

type Part = Readonly<Record<string, unknown>>;

export interface OpenedAppleServer {
  readonly server: AppleServer;
  /** What Apple has of a subscription; undefined: it forgets it. */
  put(reference: string, of: { readonly transaction: Part; readonly renewal?: Part } | undefined): void;
}

const transaction = { originalTransactionId: '2000000000000001', expiresDate: 4_000_000_000_000 };
const renewal = { originalTransactionId: '2000000000000001', autoRenewStatus: 1 };

const payloadOf = (signed = '..'): Part =>
  JSON.parse(Buffer.from(signed.split('.')[1] ?? '', 'base64url').toString());

/** [L5] What every server API of Apple does, the real client's and the double's. */
export const appleServerContract = (open: () => Promise<OpenedAppleServer>): void => {
  const ask = async (server: AppleServer, reference: string) => {
    const { data } = await server.statuses({ reference, isTest: false });
    return data?.flatMap(({ lastTransactions = [] }) => lastTransactions) ?? [];
  };

  it('[L5] answers a subscription as it stands, signed at the moment of the question, and a change at once', async () => {
    const { server, put } = await open();
    put('2000000000000001', { transaction, renewal });
    const [first, ...others] = await ask(server, '2000000000000001');
    expect(others).toEqual([]);
    expect(first).toMatchObject({ originalTransactionId: '2000000000000001', status: 1 });
    const signed = payloadOf(first?.signedTransactionInfo);
    expect(signed).toMatchObject({ ...transaction, environment: 'Production' });
    expect(payloadOf(first?.signedRenewalInfo)).toMatchObject({
      ...renewal,
      signedDate: signed['signedDate'],
    });
    put('2000000000000001', { transaction: { ...transaction, revocationDate: 1 } });
    const [second] = await ask(server, '2000000000000001');
    expect(second).toMatchObject({ status: 5 });
    expect(second).not.toHaveProperty('signedRenewalInfo');
    expect(payloadOf(second?.signedTransactionInfo)['revocationDate']).toBe(1);
  });

  it('[L5] refuses what it does not know, with Apple’s code', async () => {
    const { server, put } = await open();
    const statuses = (reference: string) => server.statuses({ reference, isTest: false });
    await expect(statuses('2000000000000001')).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4_040_010,
    });
    put('2000000000000001', { transaction });
    await expect(statuses('2000000000000001')).resolves.toBeDefined();
    await expect(server.statuses({ reference: '2000000000000001', isTest: true })).rejects.toMatchObject({
      apiError: 4_040_010,
    });
    put('2000000000000001', undefined);
    await expect(statuses('2000000000000001')).rejects.toMatchObject({ apiError: 4_040_010 });
    await expect(statuses('no number')).rejects.toMatchObject({ httpStatusCode: 400, apiError: 4_000_006 });
  });
};
