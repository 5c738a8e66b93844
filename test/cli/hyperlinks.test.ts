import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { wantsHyperlinks } from "../../src/cli/hyperlinks.ts";
import { ROOT, runCli } from "./run_cli.ts";

let project: string;
const FILE = "20260101000000_späte \u001b]8;;evil\u0007 tabelle.sql";

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "hyperlinks-"));
  mkdirSync(join(project, "supabase", "migrations"), { recursive: true });
  writeFileSync(join(project, "supabase", "migrations", FILE), "create table a (id bigint primary key);\n");
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noControlCharactersInRegex: a link is written with them.
const LINK = /\u001b\]8;;([^\u001b]+)\u001b\\(.*?)\u001b\]8;;\u001b\\/gs;

const analyze = (env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  runCli(["analyze", "supabase/migrations", "--rule", "table_without_rls", ...words], { cwd: project, env });

it("links rules to their pages and files to where they lie, with hostile names encoded", async () => {
  const { stdout } = await analyze({ FORCE_HYPERLINK: "1" });
  const links = [...stdout.matchAll(LINK)].map(([, address = "", text = ""]) => ({ address, text }));
  const page = pathToFileURL(join(ROOT, "docs", "conflicts", "table_without_rls.md")).href;
  const file = pathToFileURL(join(project, "supabase", "migrations", FILE)).href;
  expect(links).toContainEqual({ address: page, text: "error[table_without_rls]" });
  expect(links).toContainEqual({ address: page, text: "docs/conflicts/table_without_rls.md" });
  expect(links.filter(({ address }) => address === file)).toHaveLength(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is left must hold none.
  expect(stdout.replaceAll(LINK, "$2")).not.toMatch(/[\u001b\u0007]/);
});

it("without links the text is the same", async () => {
  const linked = await analyze({ FORCE_HYPERLINK: "1" });
  const plain = await analyze({});
  expect(plain.stdout).not.toContain("\u001b");
  expect(linked.stdout.replaceAll(LINK, "$2")).toBe(plain.stdout);
});

it("a file gets none", async () => {
  const file = join(project, "report.txt");
  await analyze({ FORCE_HYPERLINK: "1" }, "--output", file);
  const { readFileSync } = await import("node:fs");
  expect(readFileSync(file, "utf8")).not.toContain("\u001b");
});

describe("a terminal gets links", () => {
  const wants = (environment: Readonly<Record<string, string>>, isTTY = true) =>
    wantsHyperlinks({ stream: { isTTY }, color: "auto", environment });

  test.each<Readonly<Record<string, string>>>([
    { TERM_PROGRAM: "iTerm.app" },
    { TERM_PROGRAM: "vscode", TERM: "xterm-256color" },
    { VTE_VERSION: "7200" },
    { WT_SESSION: "x" },
    { TERM: "xterm-kitty" },
    { TERM: "dumb", FORCE_HYPERLINK: "1" },
  ])("%o: yes", (environment) => {
    expect(wants(environment)).toBe(true);
  });

  test.each<Readonly<Record<string, string>>>([
    {},
    { TERM_PROGRAM: "Apple_Terminal", TERM: "xterm-256color" },
    { VTE_VERSION: "5000" },
    { TERM_PROGRAM: "vscode", NO_COLOR: "1" },
    { TERM_PROGRAM: "vscode", TERM: "dumb" },
    { TERM_PROGRAM: "vscode", CI: "1" },
    { TERM_PROGRAM: "iTerm.app", TMUX: "/tmp/tmux" },
    { TERM_PROGRAM: "iTerm.app", FORCE_HYPERLINK: "0" },
  ])("%o: no", (environment) => {
    expect(wants(environment)).toBe(false);
  });

  it("but a pipe gets none, unless it is forced", () => {
    expect(wants({ TERM_PROGRAM: "vscode" }, false)).toBe(false);
    expect(wants({ TERM_PROGRAM: "vscode", FORCE_HYPERLINK: "1" }, false)).toBe(true);
  });

  it("and none where colour is refused by the flag", () => {
    const environment = { TERM_PROGRAM: "vscode" };
    expect(wantsHyperlinks({ stream: { isTTY: true }, color: "never", environment })).toBe(false);
  });
});
