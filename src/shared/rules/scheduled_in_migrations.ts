import type { LedgerEntry } from "../catalog/ledger.ts";
import type { AstNode } from "../sql/ast.ts";
import { nodeList } from "../sql/ast.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { funcName, isNode, stringConst, walk } from "../sql/walk.ts";

/** A job as a migration schedules it, with constants. */
export interface ScheduledJob {
  /** `null` where the migration gives none. */
  readonly name: string | null;
  readonly command: string;
  /** Version of the migration. */
  readonly version: string;
}

/** Names of the arguments of `cron.schedule` and `cron.schedule_in_database`, in their order. */
const NAMED = ["job_name", "schedule", "command"] as const;
const UNNAMED = ["schedule", "command"] as const;

/**
 * Jobs that the ledger's statements schedule and do not take back. What a block or a function schedules is not seen;
 * a statement that cannot be parsed schedules nothing.
 */
export function scheduledInMigrations(
  ledger: readonly LedgerEntry[],
  parser: SqlParser,
): readonly ScheduledJob[] {
  const jobs = new Map<string, ScheduledJob>();
  for (const { version, statements } of ledger) {
    for (const text of statements ?? []) {
      if (!/cron"?\s*\.\s*"?(?:un)?schedule/i.test(text)) continue;
      for (const call of callsOf(parser, text)) {
        const { schema, name } = funcName(call);
        if (schema !== "cron") continue;
        if (name === "schedule" || name === "schedule_in_database") {
          const job = jobOf(call, version);
          if (job !== undefined) jobs.set(JSON.stringify(job.name ?? [version, job.command]), job);
        } else if (name === "unschedule") {
          jobs.delete(JSON.stringify(stringConst(nodeList(call.args)[0] ?? null) ?? null));
        }
      }
    }
  }
  return [...jobs.values()];
}

function callsOf(parser: SqlParser, text: string): readonly AstNode[] {
  const calls: AstNode[] = [];
  try {
    for (const { node } of parser.parse(text).statements) {
      walk(node, (kind, fields) => {
        if (kind === "FuncCall") calls.push(fields);
      });
    }
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
  }
  return calls;
}

function jobOf(call: AstNode, version: string): ScheduledJob | undefined {
  const given = nodeList(call.args);
  const names = given.length === UNNAMED.length ? UNNAMED : NAMED;
  const values = new Map<string, string | undefined>();
  given.forEach((argument, position) => {
    const named = isNode(argument, "NamedArgExpr") ? argument.NamedArgExpr : undefined;
    if (named === undefined) values.set(names[position] ?? "", stringConst(argument));
    else values.set(String(named.name), stringConst(named.arg));
  });
  const command = values.get("command");
  return command === undefined ? undefined : { name: values.get("job_name") ?? null, command, version };
}
