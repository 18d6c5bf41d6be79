import { createConfig, lintFromString } from '@redocly/openapi-core';

/** What Redocly's recommended rules find in an OpenAPI document, as `severity rule place: message`. */
export const lintDescription = async (document: unknown): Promise<readonly string[]> => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: 'openapi.json',
    config,
  });
  return problems.map(({ severity, ruleId, message, location }) => {
    const place = location[0]?.pointer ?? '';
    return `${severity} ${ruleId} ${place}: ${message}`;
  });
};
