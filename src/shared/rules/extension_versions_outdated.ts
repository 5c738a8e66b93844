import type { Extension } from "../catalog/extensions.ts";
import { globalRef } from "../catalog/identity.ts";
import { isPlatformRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { Rule } from "./rule.ts";

/** Extensions that are not at the version the server would install today. */
export const extensionVersionsOutdated: Rule = {
  id: "extension_versions_outdated",
  title: "Extension is not at its default version",
  summary: "Looks for extensions whose installed version is not the one that the server installs by default.",
  severity: "warn",
  category: "operation",
  rationale:
    "Updating the server replaces an extension's library, not its SQL objects: those stay as they were until `alter extension … update`. Until then corrections, some of them of security faults, are missing, and an old function may call a library that has changed under it.",
  sources: [
    "splinter 0022_extension_versions_outdated",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0022_extension_versions_outdated",
    "https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-UPDATES",
  ],
  requires: [{ family: "extensions" }],
  limits:
    "Whether the server has the scripts that lead from one version to the other is not looked up; `alter extension` says so when it has not. Splinter passes over an installed version that the server no longer offers, as a major upgrade leaves it behind; it is reported here, since updating is what such an upgrade asks for.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    for (const extension of input.snapshot.extensions) {
      if (extension.default_version === null) {
        yield {
          not_evaluated: `extension ${quoteIdent(extension.name)}: the server does not offer it, so no version is known to compare with`,
        };
      } else if (extension.version !== extension.default_version) {
        yield verdict(extension, extension.default_version);
      }
    }
  },
};

function verdict(extension: Extension, offered: string): Verdict {
  const name = quoteIdent(extension.name);
  const order = compareVersions(extension.version, offered);
  const sql = `alter extension ${name} update to ${quoteIdent(offered)};`;
  return {
    object: globalRef("extension", extension.name),
    message: `Extension ${name} is at version ${extension.version}; the server installs ${offered}${
      order > 0 ? ", which is older" : ""
    }.`,
    evidence: {
      installed_version: extension.version,
      default_version: offered,
      schema: extension.schema,
      owner: extension.owner,
    },
    remediation:
      order > 0
        ? {
            safety: "review",
            note: "Somebody has chosen a newer version than the default. There is seldom a way back down: see whether the server is the one that is behind.",
          }
        : { sql, safety: "review", note: updateNote(extension) },
  };
}

function updateNote({ name, owner }: Extension): string {
  const by = isPlatformRole(owner) && owner !== "postgres" ? ` It belongs to ${quoteIdent(owner)}.` : "";
  return `Read the release notes of ${quoteIdent(name)} first: an update may change functions or ask for indexes to be built again, and there is seldom a way back.${by}`;
}

/** Compares the numbers in two versions: `0.10` is newer than `0.9`, `1.5.1` newer than `1.5`. */
function compareVersions(left: string, right: string): number {
  const [lefts, rights] = [left, right].map((version) => (version.match(/\d+/g) ?? []).map(Number));
  for (let position = 0; ; position++) {
    const [a, b] = [lefts?.[position], rights?.[position]];
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
    if (a !== b) return a - b;
  }
}
