import { spanAttributeNames } from '../../kernel/telemetry.ts';

/** Ids, paths as templates, states. No space, no `@`, no `+`, no letter beyond ASCII: what a person is called rarely fits. */
const plain = /^[\w.:~/{}$()-]{1,200}$/;

const ofSpans: ReadonlySet<string> = new Set(spanAttributeNames);

/**
 * The last gate before anything leaves: names that are on the list and values that look like an id or a state. The types
 * say the same, but they do not see what a value holds.
 */
export const allowedAttributes = (
  attributes: Readonly<Record<string, string | number | undefined>>,
  names: ReadonlySet<string> | readonly string[] = ofSpans,
): Record<string, string | number> => {
  const allowed = new Set(names);
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || !allowed.has(name)) continue;
    if (typeof value === 'number' || plain.test(value)) kept[name] = value;
  }
  return kept;
};
