// Builds the console into the folder that the Python package serves: `node bundling/build.mjs [FOLDER]`.
// The same sources and the same lock file make the same bytes; a test holds what is committed against them.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { countries } from "./countries.mjs";
import { notices } from "./notices.mjs";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const out = resolve(process.argv[2] ?? join(project, "../../sandbox/console/assets"));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: project,
  entryPoints: { main: "src/main.tsx" },
  outdir: out,
  bundle: true,
  splitting: true,
  preserveSymlinks: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  chunkNames: "[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
});
await writeFile(join(out, "icon.svg"), await readFile(join(project, "src/icon.svg")));
await writeFile(join(out, "countries.json"), JSON.stringify(await countries()));
await writeFile(join(out, "VENDORED.md"), await notices(metafile, project));
