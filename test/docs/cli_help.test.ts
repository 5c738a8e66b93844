import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return text.trimEnd();
}

function sections(command: Command, path: string): string[] {
  return [
    `## ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
    ...command.commands.flatMap((inner) => sections(inner, `${path} ${inner.name()}`)),
  ];
}

// `npm run docs` writes the file anew; a stale one fails here.
test("docs/cli.md is the help of every command", async () => {
  const program = createProgram(() => {});
  const page = `# Command line\n\n${sections(program, "supawarden").join("\n\n")}\n`;
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "..", "..", "docs", "cli.md"));
});
