import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { accepted, noContent, okReply } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { makeExportPerson } from '../../shared/people/export-person.ts';
import { mostPeople } from '../../shared/people/find-people.ts';
import type { makeLiftPersonErasure } from '../../shared/people/lift-person-erasure.ts';
import {
  type PersonErasure,
  type PersonErasureStore,
  personErasureStates,
} from '../../shared/people/person-erasure.ts';
import type { makeRequestPersonErasure } from '../../shared/people/request-person-erasure.ts';
import { personExportView } from './person-export-view.ts';

export interface PeopleRouteDeps {
  readonly exportPerson: ReturnType<typeof makeExportPerson>;
  readonly requestPersonErasure: ReturnType<typeof makeRequestPersonErasure>;
  readonly liftPersonErasure: ReturnType<typeof makeLiftPersonErasure>;
  readonly erasures: PersonErasureStore;
}

const tag = 'People';
const access = { roles: ['Admin'] } as const;
const path = '/v1/people/erasures';

const most = 20;
const terms = {
  // What is no address would find nobody, and an administrator would answer that nothing is kept.
  emails: z
    .array(
      z
        .string()
        .trim()
        .max(320)
        .regex(/^\S+@\S+$/, 'email'),
    )
    .max(most)
    .default([]),
  phones: z
    .array(z.string().min(3).max(64))
    .max(most)
    .default([])
    .meta({ description: 'National numbers are read in the company’s country.' }),
  ids: z
    .array(z.string().min(1).max(128))
    .max(most)
    .default([])
    .meta({ description: 'Entra object ids and keys of entries.' }),
};

const count = z.number().int();
const erasureView = z
  .strictObject({
    id: z.string(),
    state: z.enum(personErasureStates).meta({
      description:
        '`erasing`: being taken out. `settling`: out; what was under way at that time is looked through again, for some 70 ' +
        'minutes. `done`: nothing of them is kept, and they stay out.',
    }),
    people: count.meta({ description: 'As many as were found.' }),
    requestedAt: z.string(),
    removedAt: z.string().optional().meta({ description: 'From then on nobody finds them.' }),
    finishedAt: z.string().optional(),
    counts: z
      .strictObject({ entries: count, contacts: count, snapshots: count, mails: count, answers: count })
      .meta({
        description:
          'Taken out so far: entries of sources (also of colleagues who name them as manager), contacts of shares, snapshots ' +
          'that went, records of mails, stored answers.',
      }),
  })
  .meta({ id: 'PersonErasure' });

const viewOf = ({ id, state, people, requestedAt, removedAt, finishedAt, counts }: PersonErasure) => ({
  id,
  state,
  people,
  requestedAt,
  ...(removedAt === undefined ? {} : { removedAt }),
  ...(finishedAt === undefined ? {} : { finishedAt }),
  counts,
});

/** [T5] GDPR, Articles 15 and 17, for the administrators of the company whose sources have the person. */
export const peopleRoutes = (deps: PeopleRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'exportPerson',
    method: 'POST',
    path: '/v1/people/export',
    summary: 'Take out everything that is kept about a person',
    description:
      `By any of the terms; entries that are the same person’s come along. At most ${mostPeople} people. Recorded in the ` +
      'audit trail, without saying who.',
    tag,
    access,
    limit: { class: 'expensive' },
    body: z.strictObject(terms),
    replies: { 200: personExportView },
    errors: ['not-found', 'invalid'],
    handler: async ({ ctx, body }) => {
      const found = await deps.exportPerson(ctx, body);
      return found.ok ? ok(okReply(found.value)) : found;
    },
  }),
  defineRoute({
    operationId: 'requestPersonErasure',
    method: 'POST',
    path,
    summary: 'Erase a person, and keep him out',
    description:
      'Out of sources, photos and snapshots now, out of mailboxes with the next run of each import, which does not ask ' +
      'again. Reads of the sources leave the person out until the erasure is lifted. What stays: acts of the audit trail, ' +
      'and settings that name the person’s object id (`mentions` of the export).',
    tag,
    access,
    idempotent: true,
    limit: { class: 'expensive' },
    body: z.strictObject({
      ...terms,
      people: z.number().int().min(0).max(mostPeople).meta({
        description: 'The confirmation: as many people as `exportPerson` shows for these terms.',
      }),
    }),
    replies: { 202: erasureView },
    errors: ['not-found', 'invalid', 'conflict'],
    handler: async ({ ctx, body }) => {
      const begun = await deps.requestPersonErasure(ctx, body);
      if (!begun.ok) return begun;
      const { value } = begun.value;
      return ok(accepted(viewOf(value), { location: `${path}/${value.id}` }));
    },
  }),
  defineRoute({
    operationId: 'listPersonErasures',
    method: 'GET',
    path,
    summary: 'List the erasures of people that are in force',
    tag,
    access,
    paged: true,
    replies: { 200: listOf(erasureView) },
    errors: ['invalid'],
    handler: async ({ ctx, page }) =>
      ok(listReply(page, await deps.erasures.list(ctx, page.request), ({ value }) => viewOf(value))),
  }),
  defineRoute({
    operationId: 'getPersonErasure',
    method: 'GET',
    path: `${path}/{erasureId}`,
    summary: 'See how far an erasure has come',
    tag,
    access,
    replies: { 200: erasureView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.erasures.get(ctx, params.erasureId);
      return found === undefined ? err(notFound) : ok(okReply(viewOf(found.value), { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'liftPersonErasure',
    method: 'DELETE',
    path: `${path}/{erasureId}`,
    summary: 'Let erased people come in again',
    description:
      'Every source is read in full. Entries of a company list have to be typed in again, nothing of them was kept.',
    tag,
    access,
    precondition: 'optional',
    replies: { 204: z.undefined() },
    errors: ['not-found', 'stale', 'conflict'],
    handler: async ({ ctx, params, etag }) => {
      const lifted = await deps.liftPersonErasure(
        ctx,
        params.erasureId,
        (stored) => etag === undefined || matches(etag, stored),
      );
      return lifted.ok ? ok(noContent()) : lifted;
    },
  }),
];
