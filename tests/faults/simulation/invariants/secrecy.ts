import { gunzipSync } from 'node:zlib';
import { canaryOf } from '../history/companies.ts';
import type { Played } from '../history/play.ts';
import type { Invariant } from './invariant.ts';

const texts = (value: unknown): readonly string[] => {
  if (!(value instanceof Uint8Array)) return [String(value)];
  const raw = Buffer.from(value).toString('latin1');
  try {
    return [raw, gunzipSync(value).toString('utf8')];
  } catch {
    return [raw];
  }
};

/** Every readable text that the product has left anywhere, with where it is. */
export function* leftBehind({
  world,
}: Pick<Played, 'world'>): Iterable<readonly [where: string, text: string]> {
  for (const { table, partition, key, after } of world.journal) {
    yield [`the keys of table ${table}`, `${partition} ${key}`];
    for (const [name, value] of Object.entries(after?.values ?? {}))
      for (const text of texts(value)) yield [`column ${name} of ${table}, row ${key}`, text];
  }
  for (const { queue, id, body } of world.queues.sent)
    yield [`a message of ${queue}`, `${id} ${JSON.stringify(body)}`];
  for (const { message, fields } of world.logs)
    yield ['the log', `${message} ${JSON.stringify(fields ?? {})}`];
  for (const error of world.errors) yield ['an error', error];
  for (const { call } of world.graphCalls) yield ['a URL', call.path];
}

/**
 * Of anybody in these worlds, as they are typed and in E.164; given names; what a user keeps for himself. The last twelve
 * digits of a GUID can begin as a number does, and go on.
 */
const others = /(\+49|\b0)170 ?\d{7}(?!\w)|\bperson\d|\boma von\b/;

/** (H) */
export const noPlainText: Invariant = {
  name: 'H: no personal data in plain text',
  check: (played) => {
    const words = Array.from({ length: played.history.companies }, (_, company) =>
      canaryOf(company).toLowerCase(),
    );
    const found: string[] = [];
    for (const [where, text] of leftBehind(played)) {
      const lower = text.toLowerCase();
      if (others.test(lower) || words.some((word) => lower.includes(word)))
        found.push(`${where} names a person`);
    }
    return [...new Set(found)];
  },
};
