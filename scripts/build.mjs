// Bundles the command line into dist/: one entry, code split by dynamic imports, packages left outside.
// Files are written beside and renamed, the entry last, so that a command started meanwhile never reads half a file.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const ENTRY = join("dist", "cli", "main.js");

/** Functions that `supawarden init` puts into a project. */
const FUNCTIONS = ["audit", "verify"];

/** Each function as one file, its packages left to the import map beside it. */
async function bundleFunctions() {
  const built = await Promise.all(
    FUNCTIONS.map((name) =>
      build({
        absWorkingDir: root,
        entryPoints: { [`functions/${name}/index`]: `supabase/functions/${name}/index.ts` },
        outdir: "dist",
        bundle: true,
        packages: "external",
        format: "esm",
        platform: "neutral",
        target: "es2022",
        legalComments: "inline",
        write: false,
        logLevel: "warning",
      }),
    ),
  );
  const pins = await Promise.all(
    FUNCTIONS.map(async (name) => ({
      path: join(root, "dist", "functions", name, "deno.json"),
      contents: await readFile(join(root, "supabase", "functions", name, "deno.json")),
    })),
  );
  return [...built.flatMap((result) => result.outputFiles), ...pins];
}

/** Builds dist/; with `clean`, files of earlier builds go, which a running process may still want to load. */
export async function buildDist({ clean = false } = {}) {
  const { outputFiles: commandLine } = await build({
    absWorkingDir: root,
    entryPoints: { "cli/main": "src/cli/main.ts" },
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    sourcesContent: false,
    write: false,
    logLevel: "warning",
  });
  const outputFiles = [...commandLine, ...(await bundleFunctions())];
  const written = new Set(outputFiles.map((file) => file.path));
  const ordered = outputFiles.toSorted(
    (left, right) => Number(left.path.endsWith(ENTRY)) - Number(right.path.endsWith(ENTRY)),
  );
  for (const file of ordered) {
    const folder = dirname(file.path);
    const part = join(folder, `.${basename(file.path)}.${process.pid}.part`);
    await mkdir(folder, { recursive: true });
    await writeFile(part, file.contents);
    await rename(part, file.path);
  }
  if (!clean) return;
  for (const name of await readdir(join(root, "dist"), { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    if (name.isFile() && !written.has(path)) await rm(path, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await buildDist({ clean: true });
