import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { ROOT } from "./run_cli.ts";

interface Comment {
  readonly id: number;
  body: string;
}

// Stands in for GitHub's API, which cannot be reached from a test: the three requests that the action makes.
let github: Server;
let refuses = false;
const comments: Comment[] = [];
const tokens = new Set<string | undefined>();

let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  github = createServer((request, response) => {
    tokens.add(request.headers.authorization);
    let text = "";
    request.on("data", (data) => (text += data));
    request.on("end", () => {
      const answer = (status: number, body: unknown) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      if (refuses) return answer(403, { message: "Resource not accessible by integration" });
      const path = request.url ?? "";
      if (request.method === "GET") return answer(200, comments);
      const { body } = JSON.parse(text) as { body: string };
      if (request.method === "POST" && path === "/repos/acme/notes/issues/7/comments") {
        comments.push({ id: comments.length + 1, body });
        return answer(201, comments.at(-1));
      }
      const known = comments.find(({ id }) => path === `/repos/acme/notes/issues/comments/${id}`);
      if (request.method !== "PATCH" || known === undefined) return answer(404, {});
      known.body = body;
      return answer(200, known);
    });
  });
  await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "supawarden-action-"));
  await mkdir(join(folder, "supabase", "migrations"), { recursive: true });
  await writeFile(join(folder, "event.json"), JSON.stringify({ pull_request: { number: 7 } }));
  database = await createTestDatabase();
});
afterAll(async () => {
  github.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

async function run(inputs: Readonly<Record<string, string>>) {
  const [summary, output] = [join(folder, "summary.md"), join(folder, "output.txt")];
  for (const file of [summary, output]) await writeFile(file, "");
  const child = spawn(process.execPath, [join(ROOT, "scripts", "action.mjs")], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
      GITHUB_REPOSITORY: "acme/notes",
      GITHUB_EVENT_PATH: join(folder, "event.json"),
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
      INPUT_GITHUB_TOKEN: "ghs_test",
      INPUT_COMMENT: "true",
      ...inputs,
    },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    code,
    stdout,
    stderr,
    summary: await readFile(summary, "utf8"),
    output: await readFile(output, "utf8"),
  };
}

const MIGRATION = join("supabase", "migrations", "20250101000000_notes.sql");

describe("the GitHub Action", { timeout: 120_000 }, () => {
  it("fails on what is found, annotates the line, and comments once, kept up to date", async () => {
    await writeFile(join(folder, MIGRATION), "create table notes (id bigint references owners (id));\n");

    const first = await run({});

    expect(first.code, first.stderr).toBe(1);
    expect(first.stdout).toMatch(/^::error .*file=supabase\/migrations\/20250101000000_notes\.sql,.*line=1/m);
    expect(first.output).toMatch(/^findings=[1-9]/m);
    expect(first.summary).toContain("## Migrations");
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain("object_never_created");

    await writeFile(
      join(folder, MIGRATION),
      "create table notes (id bigint primary key);\nalter table notes enable row level security;\n",
    );
    const second = await run({});

    expect(second.code, second.stderr).toBe(0);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).not.toContain("object_never_created");
    expect([...tokens]).toEqual(["Bearer ghs_test"]);
  });

  it("verifies a database, and never prints its password", async () => {
    const url = database.ownerUrl;
    const password = decodeURIComponent(new URL(url).password);

    const result = await run({ INPUT_DB_URL: url });

    expect(result.output).toMatch(/^verdict=(?:pass|warn|fail)$/m);
    expect(result.summary).toContain("## Database");
    expect(`${result.stdout}${result.stderr}${result.summary}${comments[0]?.body}`).not.toContain(
      `:${password}@`,
    );
  });

  it("goes on where it may not comment, and says so", async () => {
    refuses = true;

    const result = await run({});

    refuses = false;
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("warning: the comment could not be written");
  });

  it("fails as the command does on a folder that cannot be read", async () => {
    const result = await run({ INPUT_DIRECTORY: "not/there", INPUT_COMMENT: "false" });

    expect(result.code).toBe(2);
    expect(result.stderr).toContain("not/there");
    expect(result.summary).toContain("Could not be judged");
  });
});
