import { createInterface } from "node:readline/promises";
import type { Decision, Decisions } from "../../shared/consolidate/decisions.ts";
import { proposed } from "../../shared/consolidate/open_decisions.ts";
import type { OpenDecision } from "../../shared/consolidate/plan.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { terminalLine } from "../../shared/report/terminal_text.ts";

/**
 * Decisions given on the command line as ID=CHOICE or ID=CHOICE:REASON. Ids have colons in them, choices have none.
 * @throws SupawardenError `usage` for any other text.
 */
export function givenDecisions(words: readonly string[]): readonly Decision[] {
  return words.map((word) => {
    const match = /^(.+?)=([a-z_]+)(?::(.+))?$/s.exec(word);
    if (match === null) {
      throw new SupawardenError("usage", `"${word}" is no decision`, {
        hint: "Expected ID=CHOICE or ID=CHOICE:REASON, as `supawarden consolidate plan` lists them.",
      });
    }
    const [, id = "", choice = "", reason = "given on the command line"] = match;
    return { id, choice, reason };
  });
}

/** Decisions with others on top of them. */
export function withDecisions(decisions: Decisions, more: readonly Decision[]): Decisions {
  return new Map([...decisions, ...more.map((decision) => [decision.id, decision] as const)]);
}

/** Whether somebody can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true && !process.env.CI;
}

/** Asks each question on the terminal; an empty answer takes the proposal, `s` leaves it open. */
export async function askDecisions(open: readonly OpenDecision[]): Promise<readonly Decision[]> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers: Decision[] = [];
  try {
    for (const [index, question] of open.entries()) {
      process.stderr.write(`\n${index + 1}/${open.length} ${terminalLine(question.question)}\n`);
      process.stderr.write(`  proposed: ${question.proposal}, since ${terminalLine(question.why)}\n`);
      const given = (
        await terminal.question(`  ${question.choices.join("/")}, s to skip [${question.proposal}]: `)
      ).trim();
      if (given === "s") continue;
      const choice = given === "" ? question.proposal : given;
      if (!question.choices.includes(choice)) {
        process.stderr.write(
          `  left open: "${terminalLine(choice)}" is none of ${question.choices.join(", ")}\n`,
        );
        continue;
      }
      const reason = (await terminal.question("  reason []: ")).trim();
      answers.push({ ...proposed(question), choice, ...(reason === "" ? {} : { reason }) });
    }
  } catch {
    // The terminal was closed: what was answered counts.
  } finally {
    terminal.close();
  }
  return answers;
}
