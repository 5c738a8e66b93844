import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const deno = join(root, "node_modules", "edge-deno", "deno");
const probe = join(root, "test", "sql", "parser_probe.ts");
const expected = {
  statements: [
    ["CreateStmt", 3, 25, 1],
    ["SelectStmt", 37, 57, 3],
  ],
  refused: [25, 2, 13],
  dynamic: [["concatenated", "name"]],
  fingerprint: "50fde20626009aba",
};
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-parser-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the parser in other runtimes", () => {
  it("runs from source under the Deno of the edge runtime, without any permission", async () => {
    const { stdout } = await run(
      deno,
      ["run", "--no-prompt", "--no-remote", "--no-lock", "--node-modules-dir=manual", "--no-check", probe],
      { cwd: root },
    );
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it("runs from a bundle that has no file beside it, without any permission", async () => {
    await build({
      entryPoints: [probe],
      outfile: join(folder, "probe.mjs"),
      bundle: true,
      format: "esm",
      platform: "neutral",
      logLevel: "error",
    });
    expect(await readdir(folder)).toEqual(["probe.mjs"]);
    const { stdout } = await run(deno, ["run", "--no-prompt", "--no-remote", "--no-lock", "probe.mjs"], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it("carries the binary of the installed package", async () => {
    await run(process.execPath, [join(root, "scripts", "generate-parser-wasm.mjs"), "--check"]);
  });
});
