// Bundles the command line into dist/: one entry, code split by dynamic imports, packages left outside. Then the
// dashboard into dist/dashboard: static files for any host, packages inside; and the style and the script of HTML reports.
// Files are written beside and renamed, the entry last, so that a command started meanwhile never reads half a file.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const ENTRY = join("dist", "cli", "main.js");

const PAGE = join("dist", "dashboard", "index.html");

/** Builds dist/; with `clean`, files of earlier builds go, which a running process may still want to load. */
export async function buildDist({ clean = false } = {}) {
  const outputFiles = [
    ...(await buildCommandLine()),
    ...(await bundleFunctions()),
    ...(await buildDashboard()).files,
    ...(await buildReportAssets()),
  ];
  const written = new Set(outputFiles.map((file) => file.path));
  const isLast = (file) => file.path.endsWith(ENTRY) || file.path.endsWith(PAGE);
  const ordered = outputFiles.toSorted((left, right) => Number(isLast(left)) - Number(isLast(right)));
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

/** Functions that `supawarden init` puts into a project. */
const FUNCTIONS = ["audit", "verify"];

/** The manifest stays a module of its own beside the functions: `supawarden manifest --bundle` writes it. */
const MANIFEST = "supawarden.manifest.ts";
const manifestBeside = {
  name: "manifest-beside",
  setup(bundling) {
    bundling.onResolve({ filter: /\/supawarden\.manifest\.ts$/ }, () => ({
      path: `../${MANIFEST}`,
      external: true,
    }));
  },
};

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
        plugins: [manifestBeside],
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
  const manifest = {
    path: join(root, "dist", "functions", MANIFEST),
    contents: await readFile(join(root, "supabase", "functions", MANIFEST)),
  };
  return [...built.flatMap((result) => result.outputFiles), ...pins, manifest];
}

/** Packages of the pages lie inside, as in the dashboard: only HTML reports need them, and only their chunk has them. */
const PAGE_PACKAGES = /^(preact(\/.*)?|@dagrejs\/dagre|diff)$/;
const packagesOfPages = {
  name: "packages-of-pages",
  setup(bundling) {
    bundling.onResolve({ filter: PAGE_PACKAGES }, ({ path, pluginData, resolveDir, kind }) =>
      pluginData === packagesOfPages
        ? undefined
        : bundling.resolve(path, { resolveDir, kind, pluginData: packagesOfPages }),
    );
  },
};

/** The style and the script of an HTML report: two small files that every report carries within. */
export async function buildReportAssets() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { style: "src/html_report/style/main.css", script: "src/html_report/script/main.ts" },
    outdir: join("dist", "html_report"),
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: ["es2022", "safari16"],
    // Both stand within a page: neither may hold an end tag, which no other encoding lets in.
    charset: "ascii",
    write: false,
    logLevel: "warning",
  });
  return outputFiles;
}

async function buildCommandLine() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { "cli/main": "src/cli/main.ts" },
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    plugins: [packagesOfPages],
    jsx: "automatic",
    jsxImportSource: "preact",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    sourcesContent: false,
    write: false,
    logLevel: "warning",
  });
  return outputFiles;
}

/**
 * The files of the dashboard, and of them those that the first load needs: the page, its style, its script and what
 * that imports at once.
 */
export async function buildDashboard() {
  const outdir = join(root, "dist", "dashboard");
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { app: "src/dashboard/main.tsx" },
    outdir,
    entryNames: "assets/[name]-[hash]",
    chunkNames: "assets/[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: ["es2022", "safari16"],
    jsx: "automatic",
    jsxImportSource: "preact",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const [script] =
    Object.entries(metafile.outputs).find(([, output]) => output.entryPoint !== undefined) ?? [];
  const style = metafile.outputs[script].cssBundle;
  const html = (await readFile(join(root, "src", "dashboard", "index.html"), "utf8"))
    .replace("app.css", relative("dist/dashboard", style))
    .replace("app.js", relative("dist/dashboard", script));
  const page = { path: join(outdir, "index.html"), contents: new TextEncoder().encode(html) };
  const settings = {
    path: join(outdir, "settings.json"),
    contents: await readFile(join(root, "src", "dashboard", "settings.json")),
  };
  const atOnce = new Set([style]);
  const follow = (name) => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    for (const { path, kind } of metafile.outputs[name].imports)
      if (kind === "import-statement") follow(path);
  };
  follow(script);
  const firstLoad = [page, settings, ...outputFiles.filter(({ path }) => atOnce.has(relative(root, path)))];
  return { files: [...outputFiles, settings, page], firstLoad };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await buildDist({ clean: true });
