import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import { SEVERITIES, type Severity } from "../../src/shared/findings/finding.ts";

/** A finding that a case calls for. Where it names a severity, a finding of another one does not count. */
export interface ExpectedFinding {
  readonly identity: string;
  readonly severity?: Severity;
}

/**
 * One adjudicated case: a small schema, and what its rule ought to say of it. `not evaluated` calls for the rule to say
 * that it cannot judge.
 */
export interface PrecisionCase {
  readonly rule: string;
  readonly name: string;
  readonly verdict: "fires" | "silent" | "not evaluated";
  readonly expected: readonly ExpectedFinding[];
  /** Why, from what Postgres and Supabase do. */
  readonly because: string;
  readonly config: Config;
  readonly sql: string;
}

/** Where the cases are, a folder a rule. */
export const precisionFolder = join(import.meta.dirname, "..", "precision");

/** Every case under test/precision, by rule and name. */
export function readPrecisionCases(): PrecisionCase[] {
  return readdirSync(precisionFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .flatMap((rule) =>
      readdirSync(join(precisionFolder, rule))
        .sort()
        .map((file) => {
          if (!/^[a-z0-9_]+\.sql$/.test(file)) throw new Error(`test/precision/${rule}/${file} is no case`);
          return parseCase(readFileSync(join(precisionFolder, rule, file), "utf8"), {
            rule,
            name: file.slice(0, -4),
          });
        }),
    );
}

/**
 * Reads the opening comment of a case: `-- fires: identity[, severity]` once a finding (the identity as `json:"…"` where
 * it has a line break), `-- silent` or `-- not evaluated`; then `-- config: {…}` where it needs one; then
 * `-- because: …`, which may go on over several lines.
 */
export function parseCase(
  sql: string,
  place: { readonly rule: string; readonly name: string },
): PrecisionCase {
  const where = `test/precision/${place.rule}/${place.name}.sql`;
  const lines = sql.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const header = lines.slice(0, end === -1 ? lines.length : end).map((line) => line.slice(2).trim());
  const reason = header.findIndex((line) => line.startsWith("because:"));
  if (reason === -1) throw new Error(`${where} does not say because: …`);
  const expected: ExpectedFinding[] = [];
  const verdicts = new Set<PrecisionCase["verdict"]>();
  let config: Config = {};
  for (const line of header.slice(0, reason)) {
    if (line === "silent" || line === "not evaluated") verdicts.add(line);
    else if (line.startsWith("fires: ")) {
      verdicts.add("fires");
      expected.push(expectedFinding(line.slice("fires: ".length)));
    } else if (line.startsWith("config: ")) config = parseConfig(JSON.parse(line.slice("config: ".length)));
    else throw new Error(`${where}: unknown line "${line}"`);
  }
  const [verdict, ...others] = verdicts;
  if (verdict === undefined || others.length > 0) throw new Error(`${where} needs one verdict`);
  const because = header.slice(reason).join(" ").slice("because:".length).trim();
  if (because.length < 20) throw new Error(`${where} gives no reason`);
  return { ...place, verdict, expected, because, config, sql };
}

function expectedFinding(text: string): ExpectedFinding {
  const severity = SEVERITIES.find((each) => text.endsWith(`, ${each}`));
  const written = severity === undefined ? text : text.slice(0, -severity.length - 2);
  const identity = written.startsWith("json:") ? String(JSON.parse(written.slice(5))) : written;
  return { identity, ...(severity === undefined ? {} : { severity }) };
}
