import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { makeSeatBench } from '../../tests/support/seat-bench.ts';
import { managedConfiguration, managements } from './managed-configuration.ts';
import { makeWriteConfiguration } from './write-configuration.ts';

const settings = {
  token: 'en_secret',
  apiAddress: 'https://api.example.test',
  tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  packageId: 'com.example.app',
};
const fixed = {
  apiAddress: settings.apiAddress,
  tenantId: settings.tenantId,
  enrolmentToken: settings.token,
};

/** Keys and strings of a property list's dictionary, in pairs as they stand. */
const dictOf = (xml: string, under: readonly string[]): Record<string, string> => {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parsed = new XMLParser({ preserveOrder: true, parseTagValue: false }).parse(xml);
  type Node = Record<string, readonly { readonly '#text'?: string }[]>;
  let nodes: readonly Node[] = parsed;
  for (const name of under) nodes = (nodes.find((node) => name in node)?.[name] ?? []) as readonly Node[];
  const texts = (name: string) =>
    nodes.flatMap((node) => node[name]?.map((inner) => inner['#text'] ?? '') ?? []);
  expect(nodes.map((node) => Object.keys(node)[0])).toEqual(texts('key').flatMap(() => ['key', 'string']));
  return Object.fromEntries(texts('key').map((key, n) => [key, texts('string')[n] ?? '']));
};

describe('[L6] the managed configuration', () => {
  it('for Intune on iOS is the bare dictionary, with its variables', () => {
    const { text, mediaType } = managedConfiguration('intune-ios', settings);
    expect(mediaType).toBe('application/xml');
    expect(text.startsWith('<dict>')).toBe(true);
    expect(dictOf(text, ['dict'])).toEqual({
      ...fixed,
      loginHint: '{{userprincipalname}}',
      deviceId: '{{deviceid}}',
    });
  });

  it('for another management of Apple’s devices is a property list, with the variables that it is told', () => {
    const { text } = managedConfiguration('apple', { ...settings, userVariable: '$USERPRINCIPALNAME' });
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<!DOCTYPE plist /);
    expect(dictOf(text, ['plist', 'dict'])).toEqual({ ...fixed, loginHint: '$USERPRINCIPALNAME' });
  });

  it('for Intune on Android is Google Play’s managed configuration', () => {
    expect(JSON.parse(managedConfiguration('intune-android', settings).text)).toEqual({
      kind: 'androidenterprise#managedConfiguration',
      productId: 'app:com.example.app',
      managedProperty: Object.entries({
        ...fixed,
        loginHint: '{{userprincipalname}}',
        deviceId: '{{deviceid}}',
      }).map(([key, valueString]) => ({ key, valueString })),
    });
  });

  it('for Android Enterprise is an application of a policy', () => {
    expect(JSON.parse(managedConfiguration('android-enterprise', settings).text)).toEqual({
      packageName: 'com.example.app',
      managedConfiguration: fixed,
    });
  });

  it.each(managements)('for %s takes any text as it is', (management) => {
    const odd = `https://a.example/?a=1&b=<2>"'`;
    const { text } = managedConfiguration(management, { ...settings, apiAddress: odd });
    if (management.endsWith('ios')) expect(dictOf(text, ['dict'])['apiAddress']).toBe(odd);
    else if (management === 'apple') expect(dictOf(text, ['plist', 'dict'])['apiAddress']).toBe(odd);
    else expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(odd));
  });
});

describe('[L6] writing a managed configuration', () => {
  const open = async (packageId?: string) => {
    const bench = makeSeatBench();
    await bench.have(1);
    const write = makeWriteConfiguration({ ...bench, apiAddress: settings.apiAddress, packageId });
    return { ...bench, write, made: await bench.token() };
  };

  it('needs a token that can be used', async () => {
    const { write, ctx, made, revokeToken } = await open();
    const wanted = { platform: 'apple', token: made.text } as const;
    expect(await write(ctx, wanted)).toMatchObject({ ok: true });
    await revokeToken(ctx, made.token.id);
    expect(await write(ctx, wanted)).toMatchObject({
      error: { errors: [{ pointer: '/token', rule: 'enrolment-token-revoked' }] },
    });
  });

  it('needs the app’s name for Android, where there is none of its own', async () => {
    const { write, ctx, made } = await open();
    const wanted = { platform: 'intune-android', token: made.text } as const;
    expect(await write(ctx, wanted)).toMatchObject({
      error: { errors: [{ pointer: '/packageId', rule: 'required' }] },
    });
    expect(await write(ctx, { ...wanted, packageId: 'com.example.app' })).toMatchObject({ ok: true });
    const own = await open('com.example.own');
    const written = await own.write(own.ctx, { ...wanted, token: own.made.text });
    expect(written.ok && written.value.text).toContain('app:com.example.own');
  });
});
