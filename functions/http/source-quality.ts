import * as z from 'zod';
import { phoneProblems } from '../../shared/contacts/contact.ts';
import { qualitySchema } from '../../shared/contacts/quality.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { okReply } from '../../shared/http/reply.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import type { makeReadQuality, QualityReport } from '../../shared/sources/read-quality.ts';
import { placeTexts, problemTexts } from './quality-words.ts';

const problem = z.enum(phoneProblems);
const text = z.string().meta({ description: 'What is wrong and what to write instead.' });
const count = z.int();
const someone = z.strictObject({ key: z.string(), name: z.string().optional() });

const qualityView = z
  .strictObject({
    people: count,
    withoutNumber: count.meta({ description: 'People whom no caller can be recognised as.' }),
    unusable: z.array(z.strictObject({ problem, count, text })),
    duplicates: count.meta({ description: 'Entries that look like another entry’s person.' }),
    trimmed: qualitySchema.shape.trimmed.meta({
      description: 'People by the field that a mailbox’s contact has no room for all of.',
    }),
    where: z.string().meta({ description: 'Where the entries are corrected.' }),
    count: count.meta({ description: 'Entries of which something is to be corrected.' }),
    value: z.array(
      someone.extend({
        withoutNumber: z.boolean(),
        unusable: z.array(z.strictObject({ original: z.string(), problem, text })),
        duplicates: z.array(someone),
      }),
    ),
  })
  .meta({ id: 'SourceQuality' });

/** [S8] */
export const sourceQualityRoute = (deps: {
  readonly readQuality: ReturnType<typeof makeReadQuality>;
}): Route =>
  defineRoute({
    operationId: 'getSourceQuality',
    method: 'GET',
    path: '/v1/sources/{sourceId}/quality',
    summary:
      'See which numbers of a source are unusable, who has none, who is there twice, and what to correct',
    tag: 'Sources',
    limit: { class: 'expensive', perMinute: 60 },
    access: { roles: ['Admin'] },
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    replies: { 200: qualityView },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params, query: { offset, limit } }) => {
      const read = await deps.readQuality(ctx, params.sourceId);
      if (!read.ok) return read;
      const { findings } = read.value;
      const value = findings.slice(offset, offset + limit);
      return ok(okReply({ ...viewOf(read.value, ctx.language), value: value.map(shownIn(ctx.language)) }));
    },
  });

const viewOf = ({ kind, quality, duplicates, findings }: QualityReport, language: Language) => ({
  people: quality.people,
  withoutNumber: quality.withoutNumber,
  unusable: phoneProblems.flatMap((each) => {
    const found = quality.unusable[each];
    return found === undefined ? [] : [{ problem: each, count: found, text: problemTexts[each][language] }];
  }),
  duplicates,
  trimmed: quality.trimmed,
  where: placeTexts[kind][language],
  count: findings.length,
});

type Finding = QualityReport['findings'][number];
const named = ({ key, name }: { readonly key: string; readonly name?: string | undefined }) =>
  name === undefined ? { key } : { key, name };

const shownIn =
  (language: Language) =>
  ({ withoutNumber, unusable, duplicates, ...who }: Finding) => ({
    ...named(who),
    withoutNumber,
    unusable: unusable.map((each) => ({ ...each, text: problemTexts[each.problem][language] })),
    duplicates: duplicates.map(named),
  });
