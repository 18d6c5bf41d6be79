import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

/**
 * Runs the project's linter, with the project's configuration, over files planted in an empty copy of its folders.
 * Answers the rules that were broken, by file: each rule as `plugin/name`, each time that it was broken.
 */
export async function lintPlanted(
  files: Readonly<Record<string, string>>,
): Promise<(file: string) => readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-lint-'));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json'])
      await copyFile(join(root, name), join(folder, name));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { diagnostics } = await oxlint(folder);
    return (file) => {
      if (!(file in files)) throw new Error(`${file} was not planted`);
      return diagnostics
        .filter(({ filename }) => filename === file)
        .map(({ code }) => code.replace('(', '/').replace(')', ''))
        .toSorted();
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const oxlint = (folder: string): Promise<Report> =>
  new Promise((resolve, reject) => {
    const linter = join(root, 'node_modules/oxlint/bin/oxlint');
    execFile(
      process.execPath,
      [linter, '--type-aware', '-f', 'json'],
      { cwd: folder },
      (error, out, said) => {
        // Findings make it end with 1; anything else went wrong.
        if (error !== null && error.code !== 1) return reject(new Error(`${error.message}\n${said}`));
        try {
          resolve(JSON.parse(out) as Report);
        } catch {
          reject(new Error(`the linter did not run: ${out}${said}`));
        }
      },
    );
  });
