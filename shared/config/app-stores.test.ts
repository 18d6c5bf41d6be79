import { expect, it } from 'vitest';
import { appStores, storeProblems } from './app-stores.ts';
import { exampleCertificate } from './example-certificate.ts';
import { settings } from './settings.ts';

const app = {
  SWITCHBOARD_APPLE_BUNDLE_ID: 'example.switchboard.app',
  SWITCHBOARD_APPLE_APP_ID: 1_234_567_890,
  SWITCHBOARD_APPLE_ROOT_CERTIFICATES: [Buffer.from(exampleCertificate, 'base64')],
};
const key = {
  SWITCHBOARD_APPLE_ISSUER_ID: '57246542-96fe-1a63-e053-0824d011072a',
  SWITCHBOARD_APPLE_KEY_ID: '2X9R4HXF34',
  SWITCHBOARD_APPLE_KEY_NAME: 'app-store-key',
};
const names = (values: Parameters<typeof storeProblems>[0]) => storeProblems(values).map(({ name }) => name);

it('[L5] Apple is asked with all that its key needs, and with none of it only listened to', () => {
  expect(storeProblems({})).toEqual([]);
  expect(storeProblems(app)).toEqual([]);
  expect(storeProblems({ ...app, ...key })).toEqual([]);
  const of = (values: object) => appStores(values as Parameters<typeof appStores>[0]).apple?.server;
  expect(of(app)).toBeUndefined();
  expect(of({ ...app, ...key })).toEqual({
    issuerId: key.SWITCHBOARD_APPLE_ISSUER_ID,
    keyId: '2X9R4HXF34',
    keyName: 'app-store-key',
  });
});

it('[L5] a part of a key, or a key without an app, is refused and named', () => {
  const { SWITCHBOARD_APPLE_KEY_ID: _id, ...rest } = key;
  expect(names({ ...app, ...rest })).toEqual(['SWITCHBOARD_APPLE_KEY_ID']);
  expect(names(key)).toEqual(['SWITCHBOARD_APPLE_BUNDLE_ID']);
  expect(settings.SWITCHBOARD_APPLE_KEY_ID.schema.safeParse('2x9r4hxf34').success).toBe(false);
});
