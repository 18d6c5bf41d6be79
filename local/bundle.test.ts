import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { bundle, startPath } from './bundle.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bundle-'));
let metafile: Metafile;
beforeAll(async () => {
  metafile = await bundle(outdir);
}, 60_000);
afterAll(() => rmSync(outdir, { recursive: true }));

const inputsOf = (files: readonly string[]) =>
  files.flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
const isTelemetrySdk = (input: string) =>
  /node_modules\/@(opentelemetry\/(sdk|resources|core)|azure\/monitor-opentelemetry)/.test(input);

/** Packages of what most requests do without: mail, tokens and Graph, queues, the vault, directories, files, shops. */
const onDemand = [
  '@azure/communication-email',
  '@azure/identity',
  '@azure/keyvault-keys',
  '@azure/keyvault-secrets',
  '@azure/msal-node',
  '@azure/service-bus',
  '@microsoft/microsoft-graph-client',
  '@apple/app-store-server-library',
  '@googleapis/androidpublisher',
  'csv-parse',
  'ical.js',
  'ldapts',
  'nodemailer',
];
const isOf = (name: string, input: string) => input.includes(`node_modules/${name}/`);

it('starting the application loads neither the telemetry SDK nor its exporter', () => {
  const started = inputsOf(startPath(metafile));
  expect(started).toContain('functions/main.ts');
  expect(started).toContain('shared/adapters/telemetry/start-telemetry.ts');
  expect(started.filter(isTelemetrySdk)).toEqual([]);
  // Where telemetry is on, they are there.
  expect(inputsOf(Object.keys(metafile.outputs)).some(isTelemetrySdk)).toBe(true);
});

it('starting the application loads little, and no SDK of what an answer from the tables can do without', () => {
  const bytes = startPath(metafile).reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  expect(bytes).toBeLessThan(1.2 * 1024 * 1024);
  expect(Object.keys(packageJson.dependencies)).toEqual(expect.arrayContaining(onDemand));
  const started = inputsOf(startPath(metafile));
  expect(started.filter((input) => onDemand.some((name) => isOf(name, input)))).toEqual([]);
});

it('what is loaded only on demand can be loaded', async () => {
  // The exporter would tell its maker that it is in use.
  vi.stubEnv('APPLICATION_INSIGHTS_NO_STATSBEAT', 'true');
  const lazy = Object.entries(metafile.outputs).find(([, { entryPoint }]) =>
    entryPoint?.endsWith('telemetry/exporters.ts'),
  );
  const { makeExporters } = await import(
    pathToFileURL(join(outdir, (lazy?.[0] ?? '').split('/').at(-1) ?? '')).href
  );
  const connectionString =
    'InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=http://127.0.0.1:9/';
  const lines: string[] = [];
  const running = await makeExporters({ console: true, connectionString, ratio: 1 }, (line: string) =>
    lines.push(line),
  );
  await running.telemetry.span('x', {}, async () => {});
  expect(lines).toHaveLength(1);
  vi.unstubAllEnvs();
});
