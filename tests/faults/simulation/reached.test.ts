import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allRoutes } from '../../support/all-routes.ts';
import { makeAdministrate } from './history/administrate.ts';
import { makeClient } from './history/client.ts';
import { makeDesk } from './history/desk.ts';
import { makeOutside } from './history/mailbox-edits.ts';
import { randomHistory } from './history/random-history.ts';
import { makeTruth } from './history/truth.ts';
import { captureServices } from './world/captured.ts';

/** They change something, though they are asked by GET: a trail of it, a state that is used up. */
const changingGets = ['exportTenant', 'startConsent', 'finishConsent', 'startSignIn', 'finishSignIn'];

/** They change nothing, though they are not asked by GET: what they are asked with is no part of an address. */
const unchanging: Readonly<Record<string, string>> = {
  testSource: 'reads from where a source is, and keeps nothing of it',
  previewSubscription: 'reckons what a change would cost',
  writeManagedConfiguration: 'writes a file from an enrolment token',
};

const folder = new URL('.', import.meta.url);
const isSource = (name: string) => name.endsWith('.ts') && name !== 'reached.test.ts';
const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(isSource)
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const isIn = (pattern: string) => texts.some((text) => new RegExp(pattern).test(text));
const isNamed = (operation: string) => isIn(`'${operation}'`);

it('every route that changes something is asked in a history or a scene, or it is said why not', () => {
  const changing = allRoutes()
    .filter(({ method, operationId }) => method !== 'GET' || changingGets.includes(operationId))
    .map(({ operationId }) => operationId);
  expect(changing).toEqual(expect.arrayContaining([...changingGets, ...Object.keys(unchanging)]));
  const missing = changing.filter((operation) => !(isNamed(operation) || operation in unchanging));
  expect(missing).toEqual([]);
  expect(Object.keys(unchanging).filter(isNamed)).toEqual([]);
});

it('every act of a history is drawn by some seed, or done in one that is written down', () => {
  const { world } = captureServices();
  const truth = makeTruth();
  const desk = makeDesk(world, truth, (company) => makeClient(world, company));
  const acts = Object.keys({ ...makeAdministrate(desk), ...makeOutside(world, truth) });
  const drawn = new Set<string>();
  for (let seed = 1; seed <= 500; seed++)
    for (const { act } of randomHistory(seed).commands) drawn.add(act.kind);
  /** By a history that is written down. */
  const isDone = (kind: string) => isIn(`act: {\\s*kind: '${kind}'`);
  expect(acts.filter((kind) => !(drawn.has(kind) || isDone(kind)))).toEqual([]);
  expect(acts.length).toBeGreaterThan(40);
});
