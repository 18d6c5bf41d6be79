import type { SettingProblem } from './config-error.ts';
import type { SettingName, SettingValues } from './settings.ts';

/** Of each group exactly one must be set: two ways to reach the same service would hide which one is used. */
const alternatives: readonly (readonly [SettingName, ...SettingName[]])[] = [
  ['SWITCHBOARD_ENTRA_CERTIFICATE_NAME', 'SWITCHBOARD_ENTRA_CLIENT_SECRET_NAME'],
  ['SWITCHBOARD_TABLES_URL', 'SWITCHBOARD_TABLES_CONNECTION_STRING'],
  ['ServiceBus__fullyQualifiedNamespace', 'ServiceBus'],
  ['SWITCHBOARD_MAIL_SMTP_URL', 'SWITCHBOARD_MAIL_ACS_ENDPOINT', 'SWITCHBOARD_MAIL_ACS_CONNECTION_STRING'],
];

export function alternativeProblems(values: Partial<SettingValues>): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  for (const group of alternatives) {
    const present = group.filter((name) => values[name] !== undefined);
    const [first, ...others] = group;
    if (present.length === 0)
      problems.push({ name: first, problem: `is missing, and so is ${others.join(' and ')}` });
    for (const name of present.slice(1))
      problems.push({ name, problem: `is set beside ${present[0]}: keep one of them` });
  }
  if (
    values.SWITCHBOARD_MAIL_SMTP_PASSWORD_SECRET !== undefined &&
    (URL.parse(values.SWITCHBOARD_MAIL_SMTP_URL ?? '')?.username ?? '') === ''
  ) {
    problems.push({
      name: 'SWITCHBOARD_MAIL_SMTP_PASSWORD_SECRET',
      problem: 'needs a user name in SWITCHBOARD_MAIL_SMTP_URL',
    });
  }
  return problems;
}
