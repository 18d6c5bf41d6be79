import { expect, it } from 'vitest';
import { instanceOf } from './instance.ts';

const route = { path: '/v1/shares/{shareId}' };
const asked = (shareId: string) =>
  instanceOf(route, {
    method: 'GET',
    path: `/v1/shares/${encodeURIComponent(shareId)}`,
    query: new URLSearchParams(),
    params: { shareId },
    headers: new Headers(),
    bytes: async () => new Uint8Array(),
  });

it('names the path that was asked for', () => {
  expect(asked('7d1f0000-0000-4000-8000-000000000001')).toBe(
    '/v1/shares/7d1f0000-0000-4000-8000-000000000001',
  );
  expect(asked('fe5df7b90200-284d48245a4d')).toBe('/v1/shares/fe5df7b90200-284d48245a4d');
});

it.each(['anna.berger@firma.example', 'Anna Berger', '+498912345', '08912345', 'Müller'])(
  'names the route alone where %s stands for an id',
  (text) => {
    expect(asked(text)).toBe('/v1/shares/{shareId}');
  },
);
