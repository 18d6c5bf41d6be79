/** What the trail shows of a setting. */
export type Shown = string | number | boolean | null;
export type ShownFields = Readonly<Record<string, Shown>>;

type Scalar = string | number | boolean;
type AllKeys<T> = T extends unknown ? keyof T : never;
type ValueAt<T, Key> = T extends unknown ? (Key extends keyof T ? T[Key] : never) : never;

/**
 * What becomes of one field. `shown`: its value stands in the trail. `counted`: of a list only its length does, though
 * every change of it is seen. `in-order`: a list of small objects, each by its values; another order is another value. `withheld`: personal data or free text; the trail says that it is set, and that it changed.
 * `technical`: no setting, moves by itself, and makes no act.
 */
type Rule<Value> =
  | 'technical'
  | 'withheld'
  | ([Value] extends [Scalar | readonly Scalar[]] ? 'shown' : never)
  | ([Value] extends [readonly unknown[]] ? 'counted' | 'in-order' : never)
  | ([Value] extends [Scalar | readonly unknown[]] ? never : FieldRules<Value>);

/** A rule for every field of an entity, also of each of its variants: a new field does not compile without one. */
export type FieldRules<T> = {
  readonly [Key in AllKeys<T> & string]: Rule<NonNullable<ValueAt<T, Key>>>;
};

interface DescribedField {
  readonly shown: Shown;
  /** Never kept: only tells whether two values are the same. */
  readonly compared: string;
}
/** By field, inner fields as `outer.inner`. */
export type Description = ReadonlyMap<string, DescribedField>;

export const nothing: Description = new Map();

type AnyRules = { readonly [name: string]: string | AnyRules };

export const describe = <T>(rules: Partial<FieldRules<T>>, value: T): Description => {
  const described = new Map<string, DescribedField>();
  const walk = (inner: AnyRules, held: unknown, prefix: string): void => {
    for (const [name, rule] of Object.entries(inner)) {
      const field = (held as Readonly<Record<string, unknown>> | undefined)?.[name] ?? undefined;
      if (typeof rule !== 'string') walk(rule, field, `${prefix}${name}.`);
      else if (rule !== 'technical') described.set(prefix + name, describedBy(rule, field));
    }
  };
  walk(rules as AnyRules, value, '');
  return described;
};

const describedBy = (rule: string, field: unknown): DescribedField => {
  if (field === undefined) return { shown: null, compared: '' };
  if (rule === 'in-order') return { shown: shown(valuesOf(field)), compared: JSON.stringify(field) };
  // The order of ids in a list means nothing.
  const compared = JSON.stringify(
    Array.isArray(field) ? field.map((each) => JSON.stringify(each)).sort() : field,
  );
  if (rule === 'withheld') return { shown: 'set', compared };
  if (rule === 'counted') return { shown: Array.isArray(field) ? field.length : 1, compared };
  return { shown: shown(field), compared };
};

const valuesOf = (field: unknown): readonly string[] =>
  Array.isArray(field) ? field.map((each: object) => Object.values(each).join(' ')) : [];

const longest = 8000;
const shown = (field: unknown): Shown => {
  if (typeof field === 'number' || typeof field === 'boolean') return field;
  const text = Array.isArray(field) ? field.join(', ') : String(field);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

/** The fields in which two descriptions differ; undefined where they do not. */
export const differences = (
  before: Description,
  after: Description,
): { readonly before: ShownFields; readonly after: ShownFields } | undefined => {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => (before.get(name)?.compared ?? '') !== (after.get(name)?.compared ?? ''),
  );
  if (names.length === 0) return undefined;
  const of = (described: Description): ShownFields =>
    described.size === 0
      ? {}
      : Object.fromEntries(names.map((name) => [name, described.get(name)?.shown ?? null]));
  return { before: of(before), after: of(after) };
};
