import type { SettingProblem } from './config-error.ts';
import { type SettingValues, settingNames, settings } from './settings.ts';

/**
 * Each setting by its own schema. An empty text counts as absent, because templates and portals leave those behind.
 * What could be read comes back even beside problems, so that rules over several settings can be told at the same time.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): {
  readonly values: Partial<SettingValues>;
  readonly problems: readonly SettingProblem[];
} {
  const values: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const name of settingNames) {
    const text = env[name]?.trim();
    const parsed = settings[name].schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push({ name, problem: parsed.error.issues[0]?.message ?? 'cannot be read' });
  }
  return { values, problems };
}
