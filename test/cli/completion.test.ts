import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { runCli } from "./run_cli.ts";

let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  mkdirSync(join(folder, "my migrations"));
  writeFileSync(join(folder, "my config.json"), "{}");
  const { code, stdout, stderr } = await runCli(["completion", "bash"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  script = join(folder, "supawarden.bash");
  writeFileSync(script, stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What bash offers when Tab is pressed behind the last of these words. */
function offered(...words: readonly string[]): readonly string[] {
  const code = `source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_supawarden
if [ "\${#COMPREPLY[@]}" -gt 0 ]; then printf '%s\\n' "\${COMPREPLY[@]}"; fi`;
  const result = spawnSync(
    "bash",
    ["--norc", "--noprofile", "-c", code, "bash", script, "supawarden", ...words],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  expect({ status: result.status, stderr: result.stderr }).toEqual({ status: 0, stderr: "" });
  return result.stdout.split("\n").filter(Boolean);
}

describe("bash offers", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["commands", ["au"], ["audit"]],
    ["commands below a command", ["migrate", ""], ["up", "down", "status", "verify", "reset"]],
    ["flags", ["audit", "--fa"], ["--fail-on"]],
    [
      "flags of the command that is typed, past the values of others",
      ["audit", "--color", "never", "--st"],
      ["--store"],
    ],
    ["the words a flag takes", ["audit", "--fail-on", ""], ["none", "info", "warn", "error"]],
    ["them behind an equals sign as bash parts it", ["report", "--format", "=", "git"], ["github", "gitlab"]],
    ["them behind one that bash leaves", ["report", "--format=csv"], ["--format=csv"]],
    ["rules", ["audit", "--rule", "auth_rls"], ["auth_rls_initplan"]],
    ["several", ["audit", "--rule", "auth_rls_initplan", "rls_dis"], ["rls_disabled_in_public"]],
    ["flags after several", ["audit", "--rule", "auth_rls_initplan", "--cat"], ["--category"]],
    [
      "conflicts where files are read",
      ["analyze", "--rule", "version_"],
      ["version_duplicate", "version_mixed_length"],
    ],
    ["rules to be explained", ["rules", "explain", "auth_rls"], ["auth_rls_initplan"]],
    ["folders", ["analyze", "my"], ["my migrations"]],
    ["files", ["audit", "--config", "my c"], ["my config.json"]],
    ["nothing where a text is free", ["audit", "--db-url", ""], []],
    ["shells", ["completion", "z"], ["zsh"]],
  ])("%s", (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});

/** Types into an interactive shell, and waits for what each line prints. */
async function typed(
  shell: { readonly command: string; readonly setUp: string },
  lines: readonly (readonly [keys: string, printed: string])[],
): Promise<void> {
  const child = spawn("script", ["-qec", shell.command, "/dev/null"], {
    cwd: folder,
    env: { ...process.env, HOME: folder, TERM: "dumb", PS1: "$ ", INPUTRC: "/dev/null", HISTFILE: "" },
  });
  let seen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    seen += text;
  });
  const until = async (text: string) => {
    await expect.poll(() => seen, { timeout: 20_000 }).toContain(text);
    seen = "";
  };
  try {
    child.stdin.write(`${shell.setUp}; supawarden() { printf '<%s>' "$@"; echo; }; echo re''ady\n`);
    await until("ready");
    for (const [keys, printed] of lines) {
      child.stdin.write(`${keys}\n`);
      await until(printed);
    }
  } finally {
    child.stdin.end("exit\n");
    child.kill();
  }
}

it("Tab in an interactive bash completes command, flag, value and a folder with a blank", async () => {
  await typed({ command: "bash --norc --noprofile -i", setUp: `source '${script}'` }, [
    ["supawarden aud\t--form\tjso\t", "<audit><--format><json>"],
    ["supawarden analyze my\\ mi\t", "<analyze><my migrations/>"],
  ]);
});

/** Whether a shell is there; where it is not, the reason why its test is skipped is said. */
function isInstalled(shell: string): boolean {
  const installed = spawnSync(shell, ["--version"]).error === undefined;
  if (!installed)
    console.log(`skipped: ${shell} is not installed to run its completion (apt-get install ${shell})`);
  return installed;
}

it.skipIf(!isInstalled("zsh"))("Tab in an interactive zsh completes what it does in bash", async () => {
  const { stdout } = await runCli(["completion", "zsh"]);
  const file = join(folder, "supawarden.zsh");
  writeFileSync(file, stdout);
  const setUp = `autoload -Uz compinit && compinit -D -u; source '${file}'`;
  await typed({ command: "zsh -f -i", setUp }, [
    ["supawarden aud\t--form\tjso\t", "<audit><--format><json>"],
    ["supawarden migrate st\t", "<migrate><status>"],
    ["supawarden rules expl\tauth_rls\t", "<rules><explain><auth_rls_initplan>"],
    ["supawarden audit --rule auth_rls\trls_dis\t", "<--rule><auth_rls_initplan><rls_disabled_in_public>"],
    ["supawarden audit --rule auth_rls\t--fail-on er\t", "<auth_rls_initplan><--fail-on><error>"],
    ["supawarden report --format=csv --fr\t", "<--format=csv><--from>"],
    ["supawarden analyze my\\ mi\t", "<analyze><my migrations>"],
    ["supawarden audit --config my\\ c\t", "<--config><my config.json>"],
  ]);
});

describe.skipIf(!isInstalled("fish"))("fish offers", () => {
  let file: string;
  beforeAll(async () => {
    file = join(folder, "supawarden.fish");
    writeFileSync(file, (await runCli(["completion", "fish"])).stdout);
  });

  test.each<[string, string, readonly string[]]>([
    ["commands", "au", ["audit"]],
    ["commands below a command", "migrate ", ["down", "reset", "status", "up", "verify"]],
    ["flags", "audit --fa", ["--fail-on"]],
    ["flags of the command that is typed", "audit --color never --st", ["--store"]],
    ["the words a flag takes", "audit --fail-on ", ["error", "info", "none", "warn"]],
    ["them behind an equals sign", "report --format=git", ["--format=github", "--format=gitlab"]],
    ["rules", "audit --rule auth_rls", ["auth_rls_initplan"]],
    ["several", "audit --rule auth_rls_initplan rls_dis", ["rls_disabled_in_public"]],
    ["flags after several", "audit --rule auth_rls_initplan --cat", ["--category"]],
    ["conflicts where files are read", "analyze --rule version_d", ["version_duplicate"]],
    ["rules to be explained", "rules explain auth_rls", ["auth_rls_initplan"]],
    ["folders", "analyze my", ["my migrations/"]],
    ["files", "audit --config 'my c", ["my config.json"]],
    ["nothing where a text is free", "audit --db-url ", []],
    ["shells", "completion z", ["zsh"]],
  ])("%s", (_, words, expected) => {
    const code = "source $argv[1]; complete -C $argv[2]";
    const result = spawnSync("fish", ["-N", "-c", code, file, `supawarden ${words}`], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
    });
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status: 0, stderr: "" });
    const offers = result.stdout.split("\n").filter(Boolean);
    expect(offers.map((line) => line.split("\t")[0])).toEqual(expected);
  });
});

describe.each(["zsh", "fish"])("%s", (shell) => {
  it("gets every command, and the values of flags", async () => {
    const { code, stdout } = await runCli(["completion", shell]);
    expect(code).toBe(0);
    const help = await runCli(["--help"]);
    const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) [ [<]/gm)].map(([, name]) => name ?? "");
    expect(commands).toContain("consolidate");
    for (const name of commands.filter((word) => word !== "supawarden")) expect(stdout).toContain(name);
    for (const word of ["auth_rls_initplan", "version_duplicate", "gitlab"]) expect(stdout).toContain(word);
  });
});

it("another shell is refused, with those there are", async () => {
  const { code, stderr } = await runCli(["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(stderr).toContain("bash, zsh, fish");
});
