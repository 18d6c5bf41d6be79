import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleText } from '../http/messages.ts';
import { validate } from '../http/validate.ts';
import {
  dynamicsHost,
  dynamicsInputSchema,
  dynamicsRegions,
  dynamicsSettingsSchema,
  toDynamicsSettings,
} from './dynamics-365.ts';

const settingsOf = (instance: string, region?: string) => {
  const read = validate(dynamicsInputSchema, { instance, ...(region && { region }) }, 'body');
  return read.ok ? toDynamicsSettings(read.value) : read.error.errors;
};

describe('[S3] the instance', () => {
  it.each([
    ['meine-organisation', 'meine-organisation', 'crm4'],
    ['  Meine-Organisation ', 'meine-organisation', 'crm4'],
    ['https://meine-organisation.crm4.dynamics.com', 'meine-organisation', 'crm4'],
    ['https://meine-organisation.crm11.dynamics.com/main.aspx?appid=1#x', 'meine-organisation', 'crm11'],
    ['HTTPS://Org1.CRM.Dynamics.com/', 'org1', 'crm'],
    ['org1.crm16.dynamics.com', 'org1', 'crm16'],
    ['https://org1.api.crm4.dynamics.com/api/data/v9.2', 'org1', 'crm4'],
  ])('%s is read', (typed, instance, region) => {
    expect(settingsOf(typed)).toEqual({ instance, region });
  });

  it('takes the region beside a name, and the same one beside an address', () => {
    expect(settingsOf('org1', 'crm12')).toEqual({ instance: 'org1', region: 'crm12' });
    expect(settingsOf('https://org1.crm12.dynamics.com', 'crm12')).toMatchObject({ region: 'crm12' });
  });

  it('and a region that contradicts the address are told apart, in both languages', () => {
    const problem = { pointer: '/region', rule: 'dynamics-region', params: { region: 'crm4' } };
    expect(settingsOf('https://org1.crm4.dynamics.com', 'crm12')).toEqual([problem]);
    expect(ruleText(problem, 'de')).toContain('Region crm4');
    expect(ruleText(problem, 'en')).toContain('region crm4');
    expect(settingsOf('org1', 'crm10')).toMatchObject([{ pointer: '/region', rule: 'one-of' }]);
  });

  it.each([
    'https://user:pass@org1.crm4.dynamics.com',
    'https://org1.crm4.dynamics.com:8443/',
    'https://org1.crm4.dynamics.com@evil.example/',
    String.raw`https://org1.crm4.dynamics.com\@evil.example`,
    'https://org1.crm4.dynamics.com.',
    'https://org1.crm4.dynamics.com.evil.example',
    'https://evil.org1.crm4.dynamics.com',
    'https://örg.crm4.dynamics.com',
    'https://org1.crm4.dynamics。com',
    'https://org1.crm4.dуnamics.com',
    'https://org1.crm99.dynamics.com',
    'https://org1.crm.dynamics.cn',
    'https://crm4.dynamics.com',
    'http://org1.crm4.dynamics.com',
    'https://169.254.169.254/',
    '169.254.169.254',
    'localhost:7071',
    'org1/../..',
    '-org1',
    'org1-',
    'org_1',
    'a'.repeat(64),
    '#',
    '',
  ])('%s is refused at its field', (typed) => {
    expect(settingsOf(typed)).toMatchObject([{ pointer: '/instance' }]);
  });

  const pieces = fc.oneof(
    fc.constantFrom('https://', 'http://', 'org', 'crm4', 'dynamics', 'com', 'evil.example', 'api', 'xn--'),
    fc.constantFrom('.', '/', '@', ':', '\\', '?', '#', '-', '%2e', '。', '．', 'ſ', '127.0.0.1', '[::1]'),
    fc.constantFrom('\u0000', '\t', '\n', ' '),
  );
  const host = new RegExp(
    `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.(${dynamicsRegions.join('|')})\\.dynamics\\.com$`,
  );

  it('never leads to another host, whatever is typed', () => {
    const typed = fc.oneof(
      fc.array(pieces, { maxLength: 14 }).map((some) => some.join('')),
      fc
        .tuple(fc.array(pieces, { maxLength: 3 }), fc.array(pieces, { maxLength: 5 }))
        .map(([before, after]) => `${before.join('')}org.crm4.dynamics.com${after.join('')}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const read = dynamicsInputSchema.safeParse({ instance: text });
        if (!read.success) return;
        const settings = toDynamicsSettings(read.data);
        const name = dynamicsHost(settings);
        expect(name).toMatch(host);
        expect(new URL(`https://${name}/`).host).toBe(name);
        expect(dynamicsSettingsSchema.parse(settings)).toEqual(settings);
        // Where a browser would understand the text as an address, it understands the same host.
        const asUrl = URL.parse(text.trim());
        if (asUrl?.protocol === 'https:') expect(asUrl.host.replace('.api.', '.')).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });

  it('out of a row that was tampered with leads nowhere', () => {
    expect(() => dynamicsHost({ instance: 'evil.example/', region: 'crm4' })).toThrow('no instance');
    expect(dynamicsSettingsSchema.safeParse({ instance: 'a.b', region: 'crm4' }).success).toBe(false);
  });
});

describe('[S3] the filter as it is given', () => {
  const problemsOf = (filter: unknown) => {
    const read = validate(dynamicsInputSchema, { instance: 'org', filter }, 'body');
    return read.ok ? [] : read.error.errors;
  };
  const one = (condition: unknown) => problemsOf({ match: 'all', conditions: [condition] });
  const city = { field: 'address1_city', operator: 'equals', value: 'Köln' };
  const many = (count: number) => Array.from({ length: count }, () => city);
  const any = (groups: readonly unknown[], conditions: readonly unknown[] = []) => ({
    match: 'any',
    conditions,
    groups,
  });
  const leaf = { match: 'all', conditions: [city] };

  it('may be a tree of three levels', () => {
    expect(problemsOf(any([any([leaf])], [city]))).toEqual([]);
    expect(problemsOf(any([any([any([leaf], [city])])]))).toEqual([
      { pointer: '/filter/groups/0/groups/0/groups', rule: 'unknown-field' },
    ]);
  });

  it('may hold 30 conditions, over all groups', () => {
    expect(problemsOf(any([any([leaf])], many(29)))).toEqual([]);
    expect(problemsOf(any([any([leaf])], many(30)))).toEqual([
      { pointer: '/filter', rule: 'max-items', params: { max: 30 } },
    ]);
  });

  it('has no empty group', () => {
    expect(problemsOf(any([{ match: 'all', conditions: [] }]))).toEqual([
      {
        pointer: '/filter/groups/0/conditions',
        rule: 'at-least-one',
        params: { of: 'conditions, groups' },
      },
    ]);
  });

  it.each([
    [{ field: 'gendercode', operator: 'equals', value: '1' }, 'field', 'one-of'],
    [{ field: 'statecode', operator: 'contains', value: 'active' }, 'operator', 'one-of'],
    [{ field: 'statecode', operator: 'equals', value: '0' }, 'value', 'one-of'],
    [{ field: 'modifiedon', operator: 'is-set' }, 'operator', 'one-of'],
    [{ field: 'modifiedon', operator: 'after', value: 'gestern' }, 'value', 'date-time'],
    [{ field: 'jobtitle', operator: 'after', value: '2026-01-01T00:00:00Z' }, 'operator', 'one-of'],
    [{ field: 'jobtitle', operator: 'equals' }, 'value', 'required'],
    [{ field: 'jobtitle', operator: 'equals', value: ['a'] }, 'value', 'type'],
    [{ field: 'jobtitle', operator: 'in', value: 'a' }, 'value', 'type'],
    [{ field: 'jobtitle', operator: 'in', value: [] }, 'value', 'min-items'],
    [{ field: 'jobtitle', operator: 'is-set', value: 'x' }, 'value', 'unknown-field'],
    [{ field: 'jobtitle', operator: 'equals', value: '' }, 'value', 'not-empty'],
  ])('names field and rule: %j', (condition, field, rule) => {
    expect(one(condition)).toMatchObject([{ pointer: `/filter/conditions/0/${field}`, rule }]);
  });

  it.each([
    { field: 'statecode', operator: 'equals', value: 'active' },
    { field: 'modifiedon', operator: 'after', value: '2026-01-01T00:00:00+01:00' },
    { field: 'telephone1', operator: 'is-set' },
    { field: 'companyname', operator: 'in', value: ['A', 'B'] },
  ])('takes %j', (condition) => {
    expect(one(condition)).toEqual([]);
  });
});
