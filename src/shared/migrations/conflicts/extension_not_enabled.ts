import type { Verdict } from "../../findings/verdict.ts";
import { quoteIdent } from "../../sql/ident.ts";
import { EXTENSION_OBJECTS } from "../extension_objects.ts";
import type { Conflict } from "./conflict.ts";
import { groupEvidence, type MissingGroup, missingGroups, neededBy, trainText } from "./missing_groups.ts";
import { locationOf, placeEvidence, where } from "./places.ts";

/** Statements that need an extension which is not enabled by then. */
export const extensionNotEnabled: Conflict = {
  id: "extension_not_enabled",
  title: "Extension is not enabled",
  summary:
    "A statement uses a type, function, operator class or schema of an extension that no earlier statement enables. One finding an extension.",
  severity: "error",
  category: "migration",
  rationale:
    "A new database has only the extensions of every project. Where the extension was enabled in the dashboard, the chain works there and fails everywhere else.",
  sources: [],
  limits:
    "Extensions that every project starts with (pgcrypto, uuid-ossp, supabase_vault, pg_graphql, pg_stat_statements) are taken to be there. An extension is told by the names it brings; operators are not looked at.",
  *check({ timelines }) {
    for (const timeline of timelines) {
      for (const group of missingGroups(timeline, ({ extension }) => extension !== undefined))
        yield verdictOf(group);
    }
  },
};

function verdictOf(group: MissingGroup): Verdict {
  const { first, immediate } = group;
  const name = first.extension ?? "";
  const { reference, by } = first;
  const used = reference.schema === undefined ? reference.name : `${reference.schema}.${reference.name}`;
  const enabled = by === undefined ? "no file enables it" : `it is enabled only in ${where(by.statement)}`;
  const when = immediate ? "" : " It fails when it runs.";
  const inner = reference.kind === "extension" ? "" : ` (\`${used}\`)`;
  const schema = EXTENSION_OBJECTS[name]?.schema;
  return {
    object: first.ref,
    severity: immediate ? "error" : "warn",
    message: `Extension ${name} is needed by ${neededBy(first)}${inner}, but ${enabled}.${when}${trainText(group)}`,
    evidence: {
      ...groupEvidence(group),
      used,
      ...(by === undefined ? {} : { enabled_at: placeEvidence(by.statement) }),
    },
    remediation: {
      sql: `create extension if not exists ${quoteIdent(name)}${schema === undefined ? " with schema extensions" : ""};`,
      safety: "review",
      note: `It belongs in front of ${where(first.statement)}: in a new database a later migration is too late.`,
    },
    location: locationOf(first.statement),
  };
}
