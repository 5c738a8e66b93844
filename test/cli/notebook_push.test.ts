import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ManagementApi, startManagementApi } from "../support/management_api.ts";

const NOTEBOOKS = join(import.meta.dirname, "..", "..", "supabase", "notebooks");
const CLI = join(
  dirname(createRequire(import.meta.url).resolve("supabase/package.json")),
  "dist/supabase.js",
);

let home: string;
let api: ManagementApi;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "supawarden-notebook-"));
  api = await startManagementApi();
});
afterAll(async () => {
  await api.close();
  await rm(home, { recursive: true, force: true });
});

// The CLI is the real one; the Management API is stood in for.
test("`supabase notebooks push` takes the notebook as it is", async () => {
  const project = join(home, "project");
  await mkdir(join(project, "supabase"), { recursive: true });
  await writeFile(join(project, "supabase", "config.toml"), 'project_id = "test"\n');
  await cp(NOTEBOOKS, join(project, "supabase", "notebooks"), { recursive: true });
  const profile = join(home, "profile.yaml");
  await writeFile(
    profile,
    `name: test\napi_url: ${api.url}\ndashboard_url: ${api.url}\nproject_host: 127.0.0.1\n`,
  );
  const words = ["notebooks", "push", "supawarden", "--project-ref", "a".repeat(20), "--workdir", project];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...words], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      SUPABASE_ACCESS_TOKEN: `sbp_${"0".repeat(40)}`,
      SUPABASE_PROFILE: profile,
      SUPABASE_TELEMETRY_DISABLED: "1",
      NO_COLOR: "1",
    },
  });
  expect(`${stdout}${stderr}`).toMatch(/1 created/);
  const sent = api.requests.find(({ method }) => method === "POST");
  const written = JSON.parse(await readFile(join(NOTEBOOKS, "supawarden.json"), "utf8"));
  expect(sent).toMatchObject({ path: `/v2/projects/${"a".repeat(20)}/notebooks` });
  expect(sent?.body).toEqual({
    data: { type: "notebook", attributes: { name: "supawarden", ...written } },
  });
}, 60_000);
