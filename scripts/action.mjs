// What the GitHub Action runs: analyze and verify, annotations, the job's summary, and one comment on the pull request
// that is kept up to date. Inputs are environment variables INPUT_…; exits as the worse of the two commands does.
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../bin/supawarden.js", import.meta.url));
const MARK = "<!-- supawarden -->";
/** GitHub refuses a longer comment. */
const LONGEST_COMMENT = 65_000;

const input = (name) => process.env[`INPUT_${name}`] ?? "";
const failOn = input("FAIL_ON") || "error";
const config = input("CONFIG") === "" ? [] : ["--config", input("CONFIG")];
const folders = input("DIRECTORY")
  .split("\n")
  .map((line) => line.trim())
  .filter(Boolean);
const work = mkdtempSync(join(tmpdir(), "supawarden-action-"));

/** Runs a command; what it prints is the answer. */
function supawarden(words, environment = {}) {
  const result = spawnSync(process.execPath, [LAUNCHER, ...words], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
    maxBuffer: 256 * 1024 * 1024,
  });
  process.stderr.write(result.stderr);
  return { code: result.status ?? 2, text: result.stdout };
}

/** Runs a command once and renders its report in the formats of a job. */
function judged(words, environment) {
  const file = join(work, `${words[0]}.json`);
  const run = supawarden(
    [...words, ...config, "--fail-on", failOn, "--format", "json", "--output", file],
    environment,
  );
  if (run.code > 1) return { code: run.code };
  const again = (format) =>
    supawarden([...words, ...config, "--fail-on", failOn, "--quiet", "--format", format], environment).text;
  return {
    code: run.code,
    report: JSON.parse(readFileSync(file, "utf8")),
    annotations: again("github"),
    markdown: again("markdown"),
  };
}

const analysed = judged(["analyze", ...folders]);
const verified =
  input("DB_URL") === "" ? undefined : judged(["verify"], { SUPABASE_DB_URL: input("DB_URL") });

for (const each of [analysed, verified]) if (each?.annotations) process.stdout.write(each.annotations);

const sections = [
  ["Migrations", analysed],
  ["Database", verified],
].flatMap(([title, each]) => {
  if (each === undefined) return [];
  return [`## ${title}`, "", each.markdown ?? "Could not be judged: the job's log has the reason.", ""];
});
const body = [MARK, "# Supawarden", "", ...sections].join("\n");
append("GITHUB_STEP_SUMMARY", `${body}\n`);
append(
  "GITHUB_OUTPUT",
  `findings=${analysed.report?.findings?.length ?? ""}\nverdict=${verified?.report?.verdict ?? ""}\n`,
);
if (input("COMMENT") !== "false") await comment(body);
process.exitCode = Math.max(analysed.code, verified?.code ?? 0);

function append(variable, text) {
  const file = process.env[variable];
  if (file !== undefined && file !== "") appendFileSync(file, text);
}

/** Writes the comment, or brings the one of an earlier run up to date. Where that is not allowed, the job goes on. */
async function comment(text) {
  const number = pullRequest();
  const token = input("GITHUB_TOKEN");
  if (number === undefined || token === "") return;
  const base = `${process.env.GITHUB_API_URL ?? "https://api.github.com"}/repos/${process.env.GITHUB_REPOSITORY}`;
  const send = async (method, path, content) => {
    const answer = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
    return answer.json();
  };
  const shown =
    text.length > LONGEST_COMMENT
      ? `${text.slice(0, LONGEST_COMMENT)}\n\n…cut; the job's summary has all of it.`
      : text;
  try {
    const known = await earlier(send, number);
    if (known === undefined) await send("POST", `/issues/${number}/comments`, { body: shown });
    else await send("PATCH", `/issues/comments/${known}`, { body: shown });
  } catch (error) {
    console.error(`warning: the comment could not be written: ${error.message}`);
  }
}

async function earlier(send, number) {
  for (let page = 1; ; page += 1) {
    const comments = await send("GET", `/issues/${number}/comments?per_page=100&page=${page}`);
    const own = comments.find((each) => each.body?.startsWith(MARK));
    if (own !== undefined) return own.id;
    if (comments.length < 100) return undefined;
  }
}

function pullRequest() {
  const file = process.env.GITHUB_EVENT_PATH;
  if (file === undefined || file === "") return undefined;
  return JSON.parse(readFileSync(file, "utf8")).pull_request?.number;
}
