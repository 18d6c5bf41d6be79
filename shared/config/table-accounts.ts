import { access } from './access.ts';
import type { Access, Region } from './config.ts';
import type { SettingProblem } from './config-error.ts';
import { regions, type SettingValues } from './settings.ts';

/** What names a region's own account; the home region's is named without a region. */
const namesOf = (region: Region) => {
  const suffix = region.toUpperCase() as Uppercase<Region>;
  return {
    url: `SWITCHBOARD_TABLES_URL_${suffix}`,
    connectionString: `SWITCHBOARD_TABLES_CONNECTION_STRING_${suffix}`,
  } as const;
};

export const homeRegion = (values: SettingValues): Region =>
  values.SWITCHBOARD_HOME_REGION ?? values.SWITCHBOARD_REGION;

/** [T4] A tenant can choose the regions that have an account: without further settings the home region alone. */
export const tableAccounts = (values: SettingValues): Readonly<Partial<Record<Region, Access>>> => {
  const others = regions.flatMap((region) => {
    const names = namesOf(region);
    const [url, connectionString] = [values[names.url], values[names.connectionString]];
    return url === undefined && connectionString === undefined
      ? []
      : [[region, access(url, connectionString)] as const];
  });
  const home = access(values.SWITCHBOARD_TABLES_URL, values.SWITCHBOARD_TABLES_CONNECTION_STRING);
  return { ...Object.fromEntries(others), [homeRegion(values)]: home };
};

/** Each region is reached in one way, and this deployment's own region has tables. */
export const regionProblems = (values: Partial<SettingValues>): readonly SettingProblem[] => {
  const { SWITCHBOARD_REGION: own, SWITCHBOARD_HOME_REGION: home = own } = values;
  return regions.flatMap((region): readonly SettingProblem[] => {
    const { url, connectionString } = namesOf(region);
    const present = [url, connectionString].filter((name) => values[name] !== undefined);
    const [first, second] = present;
    if (region === home) {
      const problem = 'is of the home region, whose account SWITCHBOARD_TABLES_URL names';
      return present.map((name) => ({ name, problem }));
    }
    if (second !== undefined) return [{ name: second, problem: `is set beside ${first}: keep one of them` }];
    return region === own && first === undefined
      ? [
          {
            name: url,
            problem: 'is missing: this deployment is of another region than SWITCHBOARD_HOME_REGION',
          },
        ]
      : [];
  });
};
