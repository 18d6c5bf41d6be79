import { describe, expect, it } from 'vitest';
import { makeBench, type SentRequest, user } from '../../shared/http/testing/bench.ts';
import { importSchema } from '../../shared/imports/import.ts';
import { emptyResult, mailboxResultSchema } from '../../shared/imports/mailbox-result.ts';
import {
  emptyTotals,
  type Run,
  runEntityId,
  runIdAt,
  runReasons,
  runSchema,
} from '../../shared/imports/run.ts';
import { conflict } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { importWith } from '../../tests/support/share-model.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { type RunRouteDeps, runRoutes } from './import-runs.ts';

const imported = importWith();
const runWith = (fields: Partial<Run>): Run => ({
  id: runIdAt(Date.UTC(2026, 10, 23), 'run'),
  importId: imported.id,
  trigger: 'preview',
  state: 'queued',
  requestedAt: '2026-11-23T00:00:00.000Z',
  contacts: 0,
  blocks: 0,
  blocksDone: 0,
  totals: emptyTotals,
  correlationId: 'c',
  ...fields,
});

const unexpected = async (): Promise<never> => {
  throw new Error('not expected to be called');
};

const open = (useCases: Partial<RunRouteDeps> = {}) => {
  const stores = makeMemoryStores();
  const routes = runRoutes({
    imports: stores.store({ kind: 'import', schema: importSchema, idOf: ({ id }) => id }),
    runs: stores.store({ kind: 'run', schema: runSchema, idOf: (run) => runEntityId(run.importId, run.id) }),
    runNow: unexpected,
    requestPreview: unexpected,
    confirmDeletions: unexpected,
    readRun: unexpected,
    listMailboxResults: unexpected,
    ...useCases,
  });
  const admin = { ...user('Admin'), tenantId: freshTenant().tenantId };
  return async (operationId: string, request: SentRequest = {}) => {
    const route = routes.find((each) => each.operationId === operationId);
    if (route === undefined) throw new Error(operationId);
    return makeBench(route).send({ as: admin, params: { importId: imported.id }, ...request });
  };
};

describe('[I4] why something was not done is said in words', () => {
  const sentence = /^\p{Lu}.{15,}[.]$/u;

  it('for each mailbox, in the language of who asks', async () => {
    const reasons = mailboxResultSchema.shape.reason.unwrap().options;
    const items = [emptyResult('u0'), ...reasons.map((reason) => ({ ...emptyResult('u1'), reason }))];
    const send = open({
      readRun: async () => ({ value: runWith({}), etag: 'e' }),
      listMailboxResults: async () => ({ items }),
    });
    const told = async (language: string) => {
      const request = {
        params: { importId: imported.id, runId: 'r' },
        headers: { 'accept-language': language },
      };
      const { json } = await send('listRunMailboxes', request);
      return (json['value'] as { readonly text?: string }[]).map(({ text }) => text);
    };
    const [none, ...german] = await told('de');
    const [, ...english] = await told('en');
    expect(none).toBeUndefined();
    for (const [n, text] of german.entries()) {
      expect(text).toMatch(sentence);
      expect(english[n]).toMatch(sentence);
      expect(english[n]).not.toBe(text);
    }
  });

  it.each(runReasons)('for a run that ended by %s', async (reason) => {
    const run = runWith({ state: 'failed', reason });
    const { json } = await open({ readRun: async () => ({ value: run, etag: 'e' }) })('getRun', {
      params: { importId: imported.id, runId: run.id },
    });
    expect(json).toMatchObject({ reason, text: expect.stringMatching(sentence) });
    expect(json['text']).not.toContain('jetzigen Zustand');
  });
});

describe('[I6] POST /v1/imports/{importId}/previews', () => {
  it('answers the run that tells it, told apart by its trigger', async () => {
    const run = runWith({});
    const answer = await open({ requestPreview: async () => ok(run) })('previewImport');
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `https://api.example/v1/imports/${imported.id}/runs/${run.id}` },
      json: { trigger: 'preview', progress: 0 },
    });
  });

  it('is not for readers', async () => {
    const reader = { ...user('Reader'), tenantId: freshTenant().tenantId };
    expect((await open()('previewImport', { as: reader })).status).toBe(403);
    const body = { runId: 'r', deletions: 1 };
    expect((await open()('confirmDeletions', { as: reader, body })).status).toBe(403);
  });
});

describe('[I6] POST /v1/imports/{importId}/confirmations', () => {
  const body = { runId: 'r1', deletions: 30 };

  it('hands on what was told, and answers the run with what it may delete', async () => {
    const given: unknown[] = [];
    const run = runWith({ trigger: 'confirmed', confirmed: { kind: 'contacts', deletions: 30 } });
    const send = open({
      confirmDeletions: async (_ctx, id, told) => {
        given.push([id, told]);
        return ok(run);
      },
    });
    const answer = await send('confirmDeletions', { body });
    expect(given).toEqual([[imported.id, body]]);
    expect(answer).toMatchObject({ status: 202, json: { confirmed: { kind: 'contacts', deletions: 30 } } });
  });

  it.each(['nothing-to-confirm', 'other-figures', 'run-in-progress'])(
    'says in both languages why it is refused: %s',
    async (reason) => {
      const send = open({ confirmDeletions: async () => err(conflict(reason)) });
      const german = await send('confirmDeletions', { body, headers: { 'accept-language': 'de' } });
      const english = await send('confirmDeletions', { body, headers: { 'accept-language': 'en' } });
      expect(german).toMatchObject({ status: 409, json: { type: '/problems/conflict', reason } });
      expect(german.json.detail).not.toBe(english.json.detail);
    },
  );

  it.each([
    [{ runId: '' }, '/runId'],
    [{ deletions: -1 }, '/deletions'],
    [{ deletions: 1.5 }, '/deletions'],
    [{ all: true }, '/all'],
  ])('names the field that is wrong: %o', async (wrong, pointer) => {
    const answer = await open()('confirmDeletions', { body: { ...body, ...wrong } });
    expect(answer.status).toBe(400);
    expect(answer.json.errors?.map((each) => each.pointer)).toEqual([pointer]);
  });
});

describe('a run', () => {
  it('[I6] tells what it held back, and nothing of how it is organised', async () => {
    const heldBack = [{ kind: 'mailboxes' as const, deletions: 7, of: 9, mailboxes: 7 }];
    const value = runWith({
      trigger: 'schedule',
      heldBack,
      targetsCutAt: 'x',
      removalsFailed: 1,
      layout: 'l',
    });
    const send = open({ readRun: async () => ({ value, etag: 'e' }) });
    const answer = await send('getRun', { params: { importId: imported.id, runId: value.id } });
    expect(answer).toMatchObject({ status: 200, json: { heldBack } });
    expect(JSON.stringify(answer.json)).not.toMatch(/targetsCutAt|removalsFailed|layout|blocks/);
  });
});
