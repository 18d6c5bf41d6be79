export type Settings = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `%NAME%` in a binding property by the app setting of that name, as the host does for schedules, queue names and
 * routes.
 *
 * @throws Error when a setting does not exist: the cloud's host fails to index such a function, too.
 */
export const resolveSettings = (text: string, settings: Settings, where: string): string =>
  text.replaceAll(/%([^%]+)%/g, (whole, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`${where} uses ${whole}, but there is no app setting ${name}.`);
    return value;
  });
