import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../../src/cli/migration_files.ts";
import { parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { withProof } from "../../src/shared/proof/apply_proof.ts";
import { proveFixes } from "../../src/shared/proof/prove_fixes.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

// Every remediation that the audit of the example hands out, tried on the example's own schema.
const EXAMPLE = join(import.meta.dirname, "..", "..", "examples", "ai-memory");

let database: Database;
let given: readonly Finding[];
const proved: Finding[] = [];

beforeAll(async () => {
  database = await freshShadow();
  const parser = await loadSqlParser();
  await replay(database, (await readMigrations(join(EXAMPLE, "supabase", "migrations"))).files, { parser });
  const config = parseConfig(JSON.parse(readFileSync(join(EXAMPLE, "supawarden.config.json"), "utf8")));
  await inThrowawayTransaction(database, async (session) => {
    const { findings } = await judgeSession(session, config);
    given = findings.filter(({ remediation }) => remediation.sql !== undefined);
    const proofs = await proveFixes(session, { findings: given, config, parser });
    proved.push(...given.map((finding) => withProof(finding, proofs.get(finding.fingerprint))));
  });
}, 300_000);
afterAll(() => database?.close());

function shown({ rule, object, remediation }: Finding): string {
  return `${rule} ${object.identity}: ${remediation.proof?.status}: ${remediation.proof?.reason}`;
}

test("every remediation is proved", () => {
  const unproved = proved.filter(({ remediation }) => remediation.proof?.status !== "proved");
  // A copy of the schema says nothing about rows and live figures.
  expect(
    unproved
      .filter(
        ({ remediation }) => !/rows|live figures|violates foreign key/.test(remediation.proof?.reason ?? ""),
      )
      .map(shown),
  ).toEqual([]);
  expect(proved.length - unproved.length).toBeGreaterThan(100);
});

test("what a rule calls safe is safe, and the undo brings back what there was", () => {
  const safe = proved.filter((_, place) => given[place]?.remediation.safety === "safe");
  expect(safe.length).toBeGreaterThan(10);
  const tried = safe.filter(({ remediation }) => remediation.proof?.status !== "not proved");
  expect(tried.filter(({ remediation }) => remediation.safety !== "safe").map(shown)).toEqual([]);
  const undone = proved.filter(
    ({ remediation }) => remediation.undo_sql !== undefined && remediation.proof?.status === "proved",
  );
  expect(undone.filter(({ remediation }) => remediation.proof?.undo !== "restores").map(shown)).toEqual([]);
});

test("a function that a policy calls keeps its EXECUTE until somebody has looked", () => {
  const revoke = proved.find(
    ({ rule, object }) =>
      rule === "authenticated_security_definer_function_executable" &&
      object.identity === "public.is_admin()",
  );
  expect(revoke?.remediation.safety).toBe("review");
  expect(revoke?.remediation.note).toContain(
    'policy "admins read all settings" on public.agent_code_versions calls it as authenticated',
  );
});
