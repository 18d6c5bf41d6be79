/** What the trail shows of a setting. */
export type Shown = string | number | boolean | null;
export type ShownFields = Readonly<Record<string, Shown>>;

type Scalar = string | number | boolean;
type AllKeys<T> = T extends unknown ? keyof T : never;
type ValueAt<T, Key> = T extends unknown ? (Key extends keyof T ? T[Key] : never) : never;

/**
 * What becomes of one field. `shown`: its value stands in the trail. `counted`: of a list only its length does, though
 * every change of it is seen. `withheld`: personal data or free text; the trail says that it is set, and that it changed.
 * `technical`: no setting, moves by itself, and makes no act. Rules in a list are those of each object in a list of few;
 * another order is another value.
 */
type Rule<Value> =
  | 'technical'
  | 'withheld'
  | ([Value] extends [Scalar | readonly Scalar[]] ? 'shown' : never)
  | ([Value] extends [readonly unknown[]] ? 'counted' : never)
  | ([Value] extends [readonly (infer Item extends object)[]] ? readonly [FieldRules<Item>] : never)
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

export const describe = <T>(rules: Partial<FieldRules<T>>, value: T): Description =>
  describeBy(rules as AnyRules, value);

type AnyRule = string | AnyRules | readonly [AnyRules];
type AnyRules = { readonly [name: string]: AnyRule };

const describeBy = (rules: AnyRules, value: unknown): Description => {
  const described = new Map<string, DescribedField>();
  const walk = (inner: AnyRules, held: unknown, prefix: string): void => {
    for (const [name, rule] of Object.entries(inner)) {
      const field = (held as Readonly<Record<string, unknown>> | undefined)?.[name] ?? undefined;
      if (isOfEach(rule)) described.set(prefix + name, describedEach(rule[0], field));
      else if (typeof rule !== 'string') walk(rule, field, `${prefix}${name}.`);
      else if (rule !== 'technical') described.set(prefix + name, describedBy(rule, field));
    }
  };
  walk(rules, value, '');
  return described;
};

const isOfEach = (rule: AnyRule): rule is readonly [AnyRules] => Array.isArray(rule);

/** `plan app-yearly, quantity 25; …`: of each object the fields that are set, without a name where one alone is described. */
const describedEach = (rules: AnyRules, field: unknown): DescribedField => {
  if (!Array.isArray(field)) return absent;
  const items = field.map((item) =>
    [...describeBy(rules, item)].filter(([, { shown: value }]) => value !== null),
  );
  const text = (item: (typeof items)[number]) =>
    item.map(([name, { shown: value }]) => (Object.keys(rules).length === 1 ? value : `${name} ${value}`));
  return {
    shown: shown(items.map((item) => text(item).join(', ')).join('; ')),
    compared: JSON.stringify(items.map((item) => item.map(([name, { compared }]) => [name, compared]))),
  };
};

const absent: DescribedField = { shown: null, compared: '' };

const describedBy = (rule: string, field: unknown): DescribedField => {
  if (field === undefined) return absent;
  // The order of ids in a list means nothing.
  const compared = JSON.stringify(
    Array.isArray(field) ? field.map((each) => JSON.stringify(each)).sort() : field,
  );
  if (rule === 'withheld') return { shown: 'set', compared };
  if (rule === 'counted') return { shown: Array.isArray(field) ? field.length : 1, compared };
  return { shown: shown(field), compared };
};

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
