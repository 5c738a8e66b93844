import type { Extension } from "../catalog/extensions.ts";
import { globalRef } from "../catalog/identity.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { Rule } from "./rule.ts";

// The schema that every Supabase project has for it, and that is on the search path of its roles.
const HOME = "extensions";

/** Finds extensions installed in schema public. */
export const extensionInPublic: Rule = {
  id: "extension_in_public",
  title: "Extension in schema public",
  summary: "Looks for extensions whose objects lie in schema public instead of a schema of their own.",
  severity: "warn",
  category: "exposure",
  rationale:
    "Schema public is served by the Data API and its default privileges open every new function to anon and authenticated, so each function that the extension brings can be called by anybody with the public key. Some reach the network or the disk, others turn into a way around later revokes; and their names stand in the way of the project's own.",
  sources: [
    "splinter 0014_extension_in_public",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0014_extension_in_public",
  ],
  scope: "extension members",
  requires: [{ family: "extensions" }],
  reads: ["routines", "relations", "types"],
  limits: "Other exposed schemas are not looked at, as in splinter.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const misplaced = input.snapshot.extensions.filter(
      ({ schema, name }) => schema === "public" && name !== "plpgsql",
    );
    if (misplaced.length === 0) return;
    const countsOf = memberCounts(input);
    for (const extension of misplaced) {
      const counts = countsOf(extension.name);
      yield {
        object: globalRef("extension", extension.name),
        message: `Extension ${quoteIdent(extension.name)} is installed in schema public, with ${counts.routines} routines and ${counts.relations} relations beside the project's own.`,
        evidence: {
          schema: extension.schema,
          version: extension.version,
          owner: extension.owner,
          relocatable: extension.relocatable,
          public_is_exposed: input.exposed.schemas.includes("public"),
          ...counts,
        },
        remediation: remediation(input, extension),
      };
    }
  },
};

interface Members {
  readonly routines: number;
  readonly relations: number;
  readonly types: number;
}

/** How many objects each extension brought, counted in one pass. */
function memberCounts({ snapshot }: RuleInput): (extension: string) => Members {
  const count = (objects: readonly { readonly extension: string | null }[]) => {
    const counts = new Map<string | null, number>();
    for (const { extension } of objects) counts.set(extension, (counts.get(extension) ?? 0) + 1);
    return counts;
  };
  const routines = count(snapshot.routines);
  const relations = count(snapshot.relations);
  const types = count(snapshot.types);
  return (extension) => ({
    routines: routines.get(extension) ?? 0,
    relations: relations.get(extension) ?? 0,
    types: types.get(extension) ?? 0,
  });
}

function remediation({ lookup }: RuleInput, extension: Extension): Remediation {
  const name = quoteIdent(extension.name);
  if (!extension.relocatable) {
    return {
      safety: "review",
      note: `${name} cannot be moved: its scripts have the schema written in. It can only be dropped and made again with "create extension ${name} with schema ${HOME}", which drops every column, index and function that uses it; take those away and put them back in one migration. Where its scripts ask for public, as some do, revoke EXECUTE on its functions instead.`,
    };
  }
  const missing = lookup.schemas.get(HOME) === undefined;
  return {
    sql: [
      ...(missing
        ? [
            `create schema ${HOME};`,
            `grant usage on schema ${HOME} to postgres, anon, authenticated, service_role;`,
          ]
        : []),
      `alter extension ${name} set schema ${HOME};`,
    ].join("\n"),
    undo_sql: [
      `alter extension ${name} set schema public;`,
      ...(missing ? [`drop schema ${HOME};`] : []),
    ].join("\n"),
    safety: "review",
    note: `Columns, indexes, views and policies follow by themselves. SQL kept as text does not: function bodies that run with a search_path without ${HOME}, migrations that name public, and clients with a path of their own must name ${HOME}.`,
  };
}
