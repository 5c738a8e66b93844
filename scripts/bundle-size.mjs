// Bundles each edge function as a deployment does, and the dashboard, and prints their sizes: node scripts/bundle-size.mjs
// The platform's limits are 20 MB for a bundle built locally and 5 MB for one the server builds.
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { buildDashboard, buildReportAssets } from "./build.mjs";

const LIMIT_BYTES = 5_000_000;
/** What a browser may have to load, compressed, before it shows the dashboard. */
const FIRST_LOAD_BYTES = 200_000;
/** What every HTML report may carry beside what it tells. */
const REPORT_BYTES = 30_000;
const root = join(import.meta.dirname, "..");
const functions = join(root, "supabase", "functions");

let tooLarge = false;
for (const entry of readdirSync(functions, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const folder = join(functions, entry.name);
  const { imports } = JSON.parse(readFileSync(join(folder, "deno.json"), "utf8"));
  const result = await build({
    entryPoints: [join(folder, "index.ts")],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    conditions: ["deno", "import", "default"],
    // The runtime has Node's modules itself.
    external: [...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
    logLevel: "error",
    nodePaths: [join(root, "node_modules")],
  });
  const [output] = result.outputFiles;
  const packages = new Set(
    Object.keys(result.metafile.inputs).flatMap((file) => {
      const match = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file);
      return match === null ? [] : [match[1]];
    }),
  );
  const raw = output.contents.length;
  const gzip = gzipSync(output.contents).length;
  tooLarge ||= raw > LIMIT_BYTES;
  console.log(
    `${entry.name}: ${kilobytes(raw)} kB minified, ${kilobytes(gzip)} kB gzip, ${packages.size} packages, ${Object.keys(imports).length} imports mapped`,
  );
}
if (tooLarge) {
  console.error(
    `A bundle is larger than ${kilobytes(LIMIT_BYTES)} kB, the limit of a bundle that the server builds.`,
  );
  process.exitCode = 1;
}

const { files, firstLoad } = await buildDashboard();
const zipped = (list) =>
  list
    .filter(({ path }) => !path.endsWith(".map"))
    .reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
console.log(
  `dashboard: ${kilobytes(zipped(firstLoad))} kB gzip at first (${firstLoad.map(({ path }) => basename(path)).join(", ")}), ${kilobytes(zipped(files))} kB with all that is loaded later`,
);
if (zipped(firstLoad) > FIRST_LOAD_BYTES) {
  console.error(`The first load of the dashboard is larger than ${kilobytes(FIRST_LOAD_BYTES)} kB.`);
  process.exitCode = 1;
}

const assets = await buildReportAssets();
const inEach = assets.reduce((sum, { contents }) => sum + contents.length, 0);
console.log(`HTML report: ${kilobytes(inEach)} kB of style and script in each`);
if (inEach > REPORT_BYTES) {
  console.error(`Every HTML report carries more than ${kilobytes(REPORT_BYTES)} kB.`);
  process.exitCode = 1;
}

function kilobytes(bytes) {
  return Math.round(bytes / 1000).toLocaleString("en");
}
