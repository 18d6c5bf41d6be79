import * as z from 'zod';

/** What conditions can be about; names are Dataverse's, but `companyname`: the name of the contact's account. */
const textFields = [
  'fullname',
  'firstname',
  'lastname',
  'companyname',
  'department',
  'jobtitle',
  'address1_city',
  'address1_postalcode',
  'address1_stateorprovince',
  'address1_country',
  'emailaddress1',
  'telephone1',
  'mobilephone',
] as const;
const instantFields = ['createdon', 'modifiedon'] as const;
export const filterFields = [...textFields, 'statecode', ...instantFields] as const;
export type FilterField = (typeof filterFields)[number];

const contactStates = ['active', 'inactive'] as const;

const textOperators = [
  'equals',
  'not-equals',
  'contains',
  'begins-with',
  'in',
  'is-set',
  'is-not-set',
] as const;
const stateOperators = ['equals', 'not-equals'] as const;
const instantOperators = ['after', 'before'] as const;
const operators = [...textOperators, ...instantOperators] as const;
type Operator = (typeof operators)[number];

/** Which operators a field takes: texts, the state, instants. */
const operatorsOf = (field: FilterField): readonly Operator[] => {
  if (field === 'statecode') return stateOperators;
  return field === 'createdon' || field === 'modifiedon' ? instantOperators : textOperators;
};

const mostConditions = 30;
const mostValues = 50;
const text = z.string().min(1).max(200);

/** `value` is a list for `in`, absent for `is-set` and `is-not-set`, RFC 3339 for `after` and `before`, else a text. */
const conditionSchema = z
  .strictObject({
    field: z.enum(filterFields),
    operator: z.enum(operators),
    value: z.union([text, z.array(text).min(1).max(mostValues)]).optional(),
  })
  .superRefine((condition, check) => {
    const problem = brokenBy(condition);
    if (problem !== undefined) check.addIssue({ code: 'custom', ...problem });
  });

export type FilterCondition = z.infer<typeof conditionSchema>;

interface Broken {
  readonly path: ('operator' | 'value')[];
  /** Names a text of `shared/http/messages.ts`. */
  readonly message: string;
  readonly params?: Record<string, string>;
}

const brokenBy = ({ field, operator, value }: FilterCondition): Broken | undefined => {
  const allowed = operatorsOf(field);
  if (!allowed.includes(operator)) {
    return { path: ['operator'], message: 'one-of', params: { allowed: allowed.join(', ') } };
  }
  const at = (message: string, params?: Record<string, string>): Broken => ({
    path: ['value'],
    message,
    ...(params && { params }),
  });
  if (operator === 'is-set' || operator === 'is-not-set') {
    return value === undefined ? undefined : at('unknown-field');
  }
  if (value === undefined) return at('required');
  if (operator === 'in') return typeof value === 'string' ? at('type', { expected: 'array' }) : undefined;
  if (typeof value !== 'string') return at('type', { expected: 'string' });
  if (field === 'statecode' && !contactStates.some((state) => state === value)) {
    return at('one-of', { allowed: contactStates.join(', ') });
  }
  if (operator !== 'after' && operator !== 'before') return undefined;
  return z.iso.datetime({ offset: true }).safeParse(value).success ? undefined : at('date-time');
};

const groupShape = {
  /** Whether all of the conditions and groups have to hold, or any of them. */
  match: z.enum(['all', 'any']),
  conditions: z.array(conditionSchema).max(mostConditions),
};
const innermost = z.strictObject(groupShape);
const middle = z.strictObject({ ...groupShape, groups: z.array(innermost).max(mostConditions).optional() });

/** A group of conditions and of groups, three levels at most. */
export interface FilterGroup {
  readonly match: 'all' | 'any';
  readonly conditions: readonly FilterCondition[];
  readonly groups?: readonly FilterGroup[] | undefined;
}

/** [S3] Which contacts a source shows: at most three levels of groups and 30 conditions, no group empty. */
export const dynamicsFilterSchema = z
  .strictObject({ ...groupShape, groups: z.array(middle).max(mostConditions).optional() })
  .superRefine((filter, check) => {
    for (const { group, path } of groupsOf(filter)) {
      if (group.conditions.length + (group.groups ?? []).length === 0) {
        check.addIssue({
          code: 'custom',
          message: 'at-least-one',
          path: [...path, 'conditions'],
          params: { of: 'conditions, groups' },
        });
      }
    }
    const count = groupsOf(filter).reduce((sum, { group }) => sum + group.conditions.length, 0);
    if (count > mostConditions) {
      check.addIssue({ code: 'custom', message: 'max-items', params: { max: mostConditions } });
    }
  });

export type DynamicsFilter = z.infer<typeof dynamicsFilterSchema>;

interface Placed {
  readonly group: FilterGroup;
  readonly path: readonly (string | number)[];
}

const groupsOf = (group: FilterGroup, path: readonly (string | number)[] = []): readonly Placed[] => [
  { group, path },
  ...(group.groups ?? []).flatMap((inner, index) => groupsOf(inner, [...path, 'groups', index])),
];
