import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CACHE, ROOT } from "./run_cli.ts";

test("npm run migrate:verify judges the example, as a project's own script would", {
  timeout: 120_000,
}, async () => {
  const { SUPABASE_DB_URL: _one, DATABASE_URL: _other, ...inherited } = process.env;
  const env = { ...inherited, CI: "1", SUPAWARDEN_CACHE_DIR: CACHE };
  const cwd = join(ROOT, "examples", "ai-memory");
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile("npm", ["run", "--silent", "migrate:verify"], { cwd, env }, (error, stdout) =>
      resolve({ code: error === null ? 0 : error.code, stdout }),
    );
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^fail +rls_enabled .*public\.fine_tuning_jobs/m);
  expect(stdout).toContain("verdict: fail");
});
