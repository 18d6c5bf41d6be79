import { expect, it } from 'vitest';
import { makeBench, operatorTenant, user } from '../../shared/http/testing/bench.ts';
import { type AppBrandRouteDeps, appBrandRoutes } from './app-brand.ts';

const unexpected = async (): Promise<never> => {
  throw new Error('not expected to be called');
};

it('[L7] a colour that is none is asked for in a form that people know', async () => {
  const routes = appBrandRoutes({
    appBrands: {} as AppBrandRouteDeps['appBrands'],
    setBrand: unexpected,
    readMyBrand: unexpected,
    readMyLogo: unexpected,
    asCustomer: unexpected,
  });
  const route = routes.find(({ method }) => method === 'PUT');
  if (route === undefined) throw new Error('no route');
  const { status, json } = await makeBench(route).send({
    as: { ...user('Operator'), tenantId: operatorTenant },
    params: { tenantId: '11111111-1111-4111-8111-111111111111' },
    headers: { 'if-match': '*', 'accept-language': 'de' },
    body: {
      name: 'Müller',
      colours: { primary: 'rot', onPrimary: '#ffffff', secondary: '#112233', onSecondary: '#ffffff' },
    },
  });
  expect(status).toBe(400);
  expect(json['errors']).toEqual([
    {
      pointer: '/colours/primary',
      rule: 'colour',
      detail: 'Bitte eine Farbe der Form #RRGGBB angeben, z. B. #1A2B3C.',
    },
  ]);
});
