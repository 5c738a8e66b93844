import { readFile } from "node:fs/promises";
import {
  DECISIONS_FILE,
  type Decision,
  type Decisions,
  decisionsText,
  parseDecisions,
} from "../../shared/consolidate/decisions.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { reasonOf, writeFileAtomically } from "../output.ts";

/**
 * Reads the decisions; none where the file is not there and none was named, or it may be new.
 * @throws SupawardenError `input` when a named file cannot be read, or either is no decisions file.
 */
export async function readDecisionsFile(
  file: string | undefined,
  { mayBeNew }: { readonly mayBeNew: boolean } = { mayBeNew: false },
): Promise<Decisions> {
  const path = file ?? DECISIONS_FILE;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (
      (file === undefined || mayBeNew) &&
      error instanceof Error &&
      "code" in error &&
      error.code === "ENOENT"
    ) {
      return new Map();
    }
    throw new SupawardenError("input", `cannot read ${path}: ${reasonOf(error)}`, {
      hint: "Decisions are written by `supawarden consolidate plan`.",
      cause: error,
    });
  }
  return parseDecisions(text, path);
}

/** Writes the decisions, in order of their ids. */
export async function writeDecisionsFile(
  file: string | undefined,
  decisions: Iterable<Decision>,
): Promise<void> {
  await writeFileAtomically(file ?? DECISIONS_FILE, decisionsText(decisions));
}
