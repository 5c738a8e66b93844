import { qualified, tableObjectRef } from "../../catalog/identity.ts";
import { isPlatformSchema } from "../../catalog/scope.ts";
import type { NotEvaluated, Verdict } from "../../rules/rule.ts";
import type { ReadFolder } from "../reading.ts";
import { stateOf } from "../state/folder_state.ts";
import type { StatePolicy } from "../state/schema_objects.ts";
import type { Conflict } from "./conflict.ts";
import { placeOfOrigin, placeText } from "./refs.ts";

/** Policies that a folder leaves on tables whose row level security is off. */
export const policyWithoutRls: Conflict = {
  id: "policy_without_rls",
  title: "Policy on a table without row level security",
  summary:
    "A policy that is there when all files have run, on a table for which no file enables row level security.",
  severity: "error",
  category: "rls",
  rationale:
    "Postgres keeps the policy and applies it to nobody. Whoever wrote it believes that the table is protected, while every role that holds a grant has all rows.",
  sources: [
    "splinter 0007_policy_exists_rls_disabled",
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
  ],
  limits:
    "Tables that no file makes, and those of the platform, are left out: whether row level security is on there is not in the folder. Where a loop over the catalogs changes it, or drops policies, what the text does not name is not evaluated.",
  *check({ reading }) {
    for (const folder of reading.folders) {
      for (const policy of stateOf(folder, reading.parser).policies()) {
        const { relation } = policy;
        if (relation.made === undefined || relation.rls || isPlatformSchema(relation.schema)) continue;
        if (relation.kind !== "table" && relation.kind !== "partitioned table") continue;
        yield policy.dropDoubt === undefined && relation.rlsDoubt === undefined
          ? verdict(policy, folder)
          : inDoubt(policy);
      }
    }
  },
};

function verdict(policy: StatePolicy, folder: ReadFolder): Verdict {
  const { relation } = policy;
  const table = qualified(relation);
  const object = tableObjectRef("policy", policy.name, relation);
  return {
    object,
    discriminator: folder.path,
    message: `Policy ${object.identity} is not applied: no file enables row level security on ${table}${
      relation.made === undefined ? "" : `, made in ${placeText(relation.made)}`
    }.`,
    evidence: { command: policy.command, permissive: policy.permissive, roles: [...policy.roles] },
    remediation: {
      sql: `alter table ${table} enable row level security;`,
      undo_sql: `alter table ${table} disable row level security;`,
      safety: "review",
      note: "Belongs into a new migration. From then on roles other than the owner see and change only what the policies allow: read each of them first.",
    },
    location: placeOfOrigin(policy.made),
  };
}

function inDoubt({ name, relation, dropDoubt }: StatePolicy): NotEvaluated {
  const object = tableObjectRef("policy", name, relation);
  const origin = dropDoubt ?? relation.rlsDoubt;
  return {
    not_evaluated: `${object.identity}: ${origin === undefined ? "a loop" : placeText(origin)} ${
      dropDoubt === undefined ? "changes row level security" : "drops policies"
    } by names that its text does not hold`,
    about: [object],
  };
}
