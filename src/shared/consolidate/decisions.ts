import { z } from "zod";
import { SupawardenError } from "../errors.ts";
import type { AcceptedFaults } from "./faults.ts";

const decision = z.strictObject({
  /** What was asked, by an id that stays when lines move. */
  id: z.string().min(1),
  choice: z.string().min(1),
  /** Why, for those who read the plan later. */
  reason: z.string().min(1),
});
/** One answer of the team. */
export type Decision = Readonly<z.infer<typeof decision>>;

const decisionsSchema = z.strictObject({ version: z.literal(1), decisions: z.array(decision) });

/** Answers by id. */
export type Decisions = ReadonlyMap<string, Decision>;

/** File that holds the decisions, beside the project's configuration. */
export const DECISIONS_FILE = "supawarden.consolidation.json";

/**
 * Reads the text of a decisions file.
 * @throws SupawardenError `input` that names the first places that are wrong, or an id that stands twice.
 */
export function parseDecisions(text: string, file: string): Decisions {
  const parsed = decisionsSchema.safeParse(readJson(text, file));
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 3).map((issue) => {
      const place = issue.path.join(".");
      return place === "" ? issue.message : `${place}: ${issue.message}`;
    });
    throw notDecisions(file, issues.join("; "));
  }
  const byId = new Map<string, Decision>();
  for (const entry of parsed.data.decisions) {
    if (byId.has(entry.id)) throw notDecisions(file, `${entry.id} is decided twice`);
    byId.set(entry.id, entry);
  }
  return byId;
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notDecisions(file, error instanceof Error ? error.message : String(error));
  }
}

function notDecisions(file: string, reason: string): SupawardenError {
  return new SupawardenError("input", `${file} holds no decisions of a consolidation: ${reason}`, {
    hint: "`supawarden consolidate plan` writes it; each entry has an id, a choice and a reason.",
  });
}

/** The decisions as text of the file, in order of their ids. */
export function decisionsText(decisions: Iterable<Decision>): string {
  const ordered = [...decisions].sort((left, right) =>
    left.id < right.id ? -1 : left.id > right.id ? 1 : 0,
  );
  return `${JSON.stringify({ version: 1, decisions: ordered }, null, 2)}\n`;
}

/** Faults that the decisions name: what fails and may stay out. */
export function acceptedFaults(decisions: Decisions): AcceptedFaults {
  const accepted = new Map<string, string>();
  for (const { id, choice, reason } of decisions.values()) {
    if (choice === "leave_out") accepted.set(id, reason);
  }
  return accepted;
}
