import type { Command } from "commander";
import { expect, it, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { runCli } from "./run_cli.ts";

test.each<[string, readonly string[], string]>([
  ["a command", ["audt"], "audit"],
  ["a command below another", ["migrate", "stauts"], "status"],
  ["a word that is no command of rules", ["rules", "explian", "x"], "explain"],
  ["a flag", ["audit", "--formt", "json"], "--format"],
  ["the value of a flag", ["audit", "--format", "jsn"], "json"],
  ["a severity", ["verify", "--fail-on", "eror"], "error"],
  ["a rule, before a database is looked for", ["audit", "--rule", "rls_disable"], "rls_disabled_in_public"],
  ["a rule by a part of its name", ["audit", "--rule", "initplan"], "auth_rls_initplan"],
  ["a rule to be explained", ["rules", "explain", "rls_disabled_in_publc"], "rls_disabled_in_public"],
  ["a conflict", ["analyze", "--rule", "version_duplicat"], "version_duplicate"],
  ["a category", ["audit", "--category", "rlss"], "rls"],
])("%s that is mistyped is answered with the nearest one", async (_, words, meant) => {
  const { code, stdout, stderr } = await runCli(words, { cwd: "/" });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(new RegExp(`[Dd]id you mean "?${meant}\\b`));
});

it("what is like nothing is not guessed at", async () => {
  const { stderr } = await runCli(["audit", "--rule", "zzzzzzzzzz"], { cwd: "/" });
  expect(stderr).toContain('unknown rule "zzzzzzzzzz"');
  expect(stderr).not.toContain("did you mean");
});

it("a rule on databases is no conflict of files, and says where it can be judged", async () => {
  const { code, stderr } = await runCli(["analyze", "--rule", "function_search_path_mutable"], { cwd: "/" });
  expect(code).toBe(2);
  expect(stderr).toContain("supawarden audit --migrations DIR --rule function_search_path_mutable");
});

it("every command has an example in its help", () => {
  const without = (command: Command): readonly string[] => {
    let text = "";
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.outputHelp();
    const own = text.includes("\nExamples:\n") ? [] : [command.name()];
    return [...own, ...command.commands.flatMap(without)];
  };
  expect(without(createProgram(() => {}))).toEqual([]);
});
