import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Judgement, judge } from "../../src/shared/audit/judge.ts";
import { NO_BODY_CHECKS } from "../../src/shared/catalog/body_checks.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { ruleInput } from "../../src/shared/facts/rule_input.ts";
import { functionBodyBroken } from "../../src/shared/rules/function_body_broken.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";

/** Bodies that both judges must agree on, and what is broken in them by the routine's name. */
export function corpus(): { readonly sql: string; readonly broken: ReadonlyMap<string, string> } {
  const text = readFileSync(join(import.meta.dirname, "corpus.sql"), "utf8");
  const broken = new Map(
    [...text.matchAll(/^-- broken: (.+)\ncreate function app\.(\w+)/gm)].map((match) => [
      match[2] ?? "",
      match[1] ?? "",
    ]),
  );
  return { sql: `set check_function_bodies = off;\n${text}`, broken };
}

/** The rule alone, on the snapshot as it is. */
export async function judgeBodies(snapshot: CatalogSnapshot): Promise<Judgement> {
  return judge([functionBodyBroken], ruleInput(snapshot, { config: {}, parser: await loadSqlParser() }));
}

/** The rule by its own resolution of names, whatever plpgsql_check said. */
export function judgeNames(snapshot: CatalogSnapshot): Promise<Judgement> {
  return judgeBodies({ ...snapshot, body_checks: NO_BODY_CHECKS });
}

/** Identities of what a judgement finds. */
export function identities({ findings }: Judgement): string[] {
  return findings.map((finding) => finding.object.identity).sort();
}
