// Type checks the edge functions with the edge runtime's own Deno.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const deno = join(root, "node_modules", "edge-deno", "deno");
if (!existsSync(deno)) {
  console.log(
    "deno check skipped: Deno 2.1.4 is published for Linux x64 only, and node_modules/edge-deno is absent",
  );
  process.exit(0);
}
for (const name of ["audit", "verify"]) {
  const folder = join("supabase", "functions", name);
  const result = spawnSync(
    deno,
    [
      "check",
      "--node-modules-dir=manual",
      "--no-lock",
      "--config",
      join(folder, "deno.json"),
      join(folder, "index.ts"),
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" } },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
}
