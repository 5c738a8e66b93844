import { describe, expect, test } from "vitest";
import { CONFLICTS } from "../../src/shared/migrations/conflicts/mod.ts";
import { judgeConflict } from "../support/conflict_fixtures.ts";
import { exampleConfig, exampleFolder, plantedIn } from "../support/planted.ts";
import { conflictInput } from "../support/read_folders.ts";

// Conflicts that read timelines are compared with this list by the tests of the whole analysis.
const OF_STATEMENTS = CONFLICTS.filter(({ id }) =>
  [
    "version_duplicate",
    "version_mixed_length",
    "file_name_invalid",
    "file_in_subfolder",
    "folder_scattered",
    "file_too_large",
    "file_mixed_concerns",
    "security_definer_in_file",
    "security_definer_without_search_path",
    "security_definer_dynamic_sql",
    "hardcoded_secret",
    "table_without_rls",
    "policy_without_rls",
    "rls_policy_always_true",
    "view_without_security_invoker",
    "vector_dimension_conflict",
    "vector_argument_conflict",
    "data_statement",
    "write_without_where",
    "unsafe_for_rollback",
  ].includes(id),
);

/** Conflicts of which the list names some only; the rest is listed here. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  unsafe_for_rollback: ["public.ai_tasks 004_data_migration.sql:13"],
};

describe("the example's planted conflicts", async () => {
  const input = await conflictInput(exampleFolder(), exampleConfig());
  const planted = plantedIn("Conflicts in the folder");
  const silent = plantedIn("Near misses: must stay silent");

  test.each(OF_STATEMENTS.map((conflict) => [conflict.id, conflict] as const))("%s", (id, conflict) => {
    const { found, notEvaluated } = judgeConflict(conflict, input);
    const listed = planted
      .filter((each) => each.id === id)
      .map(({ object, place }) => `${object} ${place}`.trim());
    const said = found.map(({ identity, file, line }) =>
      `${identity} ${line === 0 ? "" : `${file.replace("supabase/migrations/", "")}:${line}`}`.trim(),
    );
    expect(said.sort()).toEqual([...listed, ...(MORE[id] ?? [])].sort());
    expect(notEvaluated).toEqual([]);
    for (const { object } of silent.filter((each) => each.id === id)) {
      expect(found.map(({ identity }) => identity)).not.toContain(object);
    }
  });

  test("35 definitions, of which four are gone at the end: 31 routines", () => {
    const conflict = CONFLICTS.find(({ id }) => id === "security_definer_in_file");
    const verdicts = [...(conflict?.check(input) ?? [])].flatMap((verdict) =>
      "not_evaluated" in verdict ? [] : [verdict],
    );
    const alive = verdicts.filter(({ evidence }) => evidence.alive === true);
    expect(verdicts).toHaveLength(35);
    expect(alive).toHaveLength(31);
    expect(
      alive
        .filter(({ severity }) => severity === "info")
        .map(({ object }) => object.identity)
        .sort(),
    ).toEqual(["private.is_team_member", "public.handle_new_user", "public.sync_profile_email"]);
  });

  test("no message, evidence or advice holds a planted key", () => {
    const text = JSON.stringify(OF_STATEMENTS.map((conflict) => [...conflict.check(input)]));
    for (const key of ["deadbeef", "c0ffee00", "sk-proj", "eyJhbGciOi"]) expect(text).not.toContain(key);
  });
});
