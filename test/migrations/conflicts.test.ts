import { describe, expect, test } from "vitest";
import { buildTimeline } from "../../src/shared/migrations/build_timeline.ts";
import { CONFLICTS } from "../../src/shared/migrations/conflicts/mod.ts";
import { readFolders } from "../../src/shared/migrations/read_folders.ts";
import {
  expectedFindings,
  fixtureNames,
  hasFixture,
  inOrder,
  judgeConflict,
  readConflictFixture,
} from "../support/conflict_fixtures.ts";

const withFixtures = CONFLICTS.filter(({ id }) => hasFixture(id)).map(
  (conflict) => [conflict.id, conflict] as const,
);

describe("conflicts", () => {
  test.each(withFixtures)("%s reports what is bad, and nothing else", async (id, conflict) => {
    const input = await readConflictFixture(id, "bad");
    const { found, notEvaluated, keys } = judgeConflict(conflict, input);
    const expected = inOrder(expectedFindings(input));
    expect(expected.length).toBeGreaterThan(0);
    expect(inOrder(found)).toEqual(expected);
    expect(notEvaluated).toEqual([]);
    // Two findings of one key would be one finding.
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(withFixtures)("%s is silent on what only looks like it", async (id, conflict) => {
    const { found, notEvaluated } = judgeConflict(conflict, await readConflictFixture(id, "good"));
    expect(found).toEqual([]);
    expect(notEvaluated).toEqual([]);
  });

  test.each(withFixtures)("%s offers SQL that a later file can take", async (id, conflict) => {
    const input = await readConflictFixture(id, "bad");
    const verdicts = [...conflict.check(input)].flatMap((verdict) =>
      "not_evaluated" in verdict ? [] : [verdict],
    );
    for (const { object, severity, remediation, message } of verdicts) {
      expect(remediation.sql !== undefined || (remediation.note?.length ?? 0) > 40, message).toBe(true);
      const isBad = (severity ?? conflict.severity) !== "info";
      if (remediation.sql === undefined || !isBad) continue;
      const repaired = withFile(input, remediation.sql);
      const left = [
        ...conflict.check({ ...input, reading: repaired, timelines: repaired.folders.map(buildTimeline) }),
      ].filter(
        (verdict) =>
          !("not_evaluated" in verdict) &&
          verdict.object.identity === object.identity &&
          verdict.message === message &&
          (verdict.severity ?? conflict.severity) !== "info",
      );
      expect(left, `${message}\n${remediation.sql}`).toEqual([]);
    }
  });

  test("have distinct ids, files of their own name, and explain themselves", () => {
    expect(new Set(CONFLICTS.map(({ id }) => id)).size).toBe(CONFLICTS.length);
    for (const { id, summary, rationale } of CONFLICTS) {
      expect(id).toMatch(/^[a-z][a-z0-9_]+$/);
      expect(summary.length, id).toBeGreaterThan(30);
      expect(rationale.length, id).toBeGreaterThan(30);
    }
  });

  test("no fixture belongs to a conflict that is gone", () => {
    const ids = CONFLICTS.map(({ id }) => id);
    expect(fixtureNames().filter((name) => !ids.includes(name))).toEqual([]);
  });
});

/** The same folders, with one more file that runs last. */
function withFile({ reading }: Awaited<ReturnType<typeof readConflictFixture>>, sql: string): typeof reading {
  const [first] = reading.folders;
  return readFolders(
    reading.folders.map((folder) => ({
      path: folder.path,
      files: [
        ...folder.files.map(({ path, file, text }) => ({
          path,
          file,
          bytes: new TextEncoder().encode(text),
        })),
        ...(folder === first
          ? [
              {
                path: "20991231000000_fix.sql",
                file: `${folder.path}/20991231000000_fix.sql`,
                bytes: new TextEncoder().encode(sql),
              },
            ]
          : []),
      ],
    })),
    reading.parser,
  );
}
