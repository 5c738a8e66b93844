// Bundles the command line into dist/: one entry, code split by dynamic imports, packages left outside.
// Files are written beside and renamed, the entry last, so that a command started meanwhile never reads half a file.
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const ENTRY = join("dist", "cli", "main.js");

/** Builds dist/; with `clean`, files of earlier builds go, which a running process may still want to load. */
export async function buildDist({ clean = false } = {}) {
  const { outputFiles } = await build({
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
