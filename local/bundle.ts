import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * The application as `main.mjs` and, beside it, what it loads only where it is asked for (`import()`): cold starts follow
 * the size of what is loaded. `@azure/functions-core` is the host's own and stays outside. Reproducible: the same sources
 * give the same bytes.
 */
export const bundle = async (outdir: string): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'functions/main.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'part-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    legalComments: 'linked',
    external: ['@azure/functions-core'],
    // Some of the SDKs are CommonJS and ask for `require` at run time.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
};

/** The files that starting the application loads. */
export const startPath = ({ outputs }: Metafile): readonly string[] => {
  const main = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === 'functions/main.ts');
  const found = new Set(main === undefined ? [] : [main]);
  for (const file of found) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) found.add(path);
    }
  }
  return [...found];
};
