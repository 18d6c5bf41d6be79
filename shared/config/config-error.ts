import { type SettingName, settings } from './settings.ts';

export interface SettingProblem {
  readonly name: SettingName;
  /** Completes the sentence "NAME …"; never holds the value. */
  readonly problem: string;
}

/** Thrown at start with everything that is wrong at once, one line per setting. */
export class ConfigError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(
      ({ name, problem }) => `  ${name} ${problem} (example: ${settings[name].example})`,
    );
    super(`The configuration cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
