import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inTransaction, openStateFile } from './state-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'state-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = 'CREATE TABLE IF NOT EXISTS thing (name TEXT PRIMARY KEY) STRICT';
const names = (database: ReturnType<typeof openStateFile>) =>
  (database.prepare('SELECT name FROM thing').all() as { name: string }[]).map(({ name }) => name);

describe('a state file', () => {
  it('still has what a killed process wrote', async () => {
    const path = join(folder, 'deep', 'killed.sqlite');
    const module = JSON.stringify(join(import.meta.dirname, 'state-file.ts'));
    const script = `
      import { openStateFile } from ${module};
      openStateFile(${JSON.stringify(path)}, ${JSON.stringify(schema)}).exec("INSERT INTO thing VALUES ('kept')");
      process.stdout.write('written');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;

    const database = openStateFile(path, schema);
    expect(names(database)).toEqual(['kept']);
    database.close();
  });

  it('keeps all of a transaction or nothing', () => {
    const database = openStateFile(':memory:', schema);
    const insert = database.prepare('INSERT INTO thing VALUES (?)');
    expect(() =>
      inTransaction(database, () => {
        insert.run('first');
        insert.run('first');
      }),
    ).toThrow('UNIQUE');
    expect(names(database)).toEqual([]);
    database.close();
  });
});
