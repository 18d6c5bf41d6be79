import { expect, it, vi } from 'vitest';
import { makeBench, user } from '../../shared/http/testing/bench.ts';
import { personErasureSchema } from '../../shared/people/person-erasure.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { type PeopleRouteDeps, peopleRoutes } from './people.ts';

const unexpected = async (): Promise<never> => {
  throw new Error('not expected to be called');
};

const exportPerson = vi.fn<PeopleRouteDeps['exportPerson']>(async () => {
  throw new Error('found');
});
const [route] = peopleRoutes({
  exportPerson,
  requestPersonErasure: unexpected,
  liftPersonErasure: unexpected,
  erasures: makeMemoryStores().store({
    kind: 'person-erasure',
    schema: personErasureSchema,
    idOf: ({ id }) => id,
  }),
});

it.each([
  [{ emails: ['anna.berger'] }, '/emails/0', 'email'],
  [{ emails: ['anna@mueller.example', 'anna berger@mueller.example'] }, '/emails/1', 'email'],
  [{ emails: ['@'] }, '/emails/0', 'email'],
])(
  '[T5] what is no address is told: it would find nobody, as if nothing were kept (%j)',
  async (body, pointer, rule) => {
    if (route === undefined) throw new Error('no route');
    const answer = await makeBench(route).send({ as: user('Admin'), body });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer, rule }] } });
    expect(exportPerson).not.toHaveBeenCalled();
  },
);
