// Runs a TypeScript file of this checkout on Node 20, which cannot do so itself: `node scripts/run-ts.mjs FILE [ARGUMENT…]`.
// With `--no-source-maps` before the file it runs as the published command line does, whose memory and time are measured.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const words = process.argv.slice(2);
const withMaps = words[0] !== "--no-source-maps";
const [file, ...rest] = withMaps ? words : words.slice(1);
if (file === undefined) {
  console.error("usage: node scripts/run-ts.mjs [--no-source-maps] FILE [ARGUMENT…]");
  process.exit(2);
}
const folder = join(import.meta.dirname, "..", "node_modules", ".cache", "supawarden-run");
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(file, ".ts")}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: withMaps ? "inline" : false,
  logLevel: "warning",
});
const child = spawn(process.execPath, [...(withMaps ? ["--enable-source-maps"] : []), outfile, ...rest], {
  stdio: "inherit",
});
child.on("exit", (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
