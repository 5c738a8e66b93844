import { openServer } from "../../shared/database/server.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { terminalLine } from "../../shared/report/terminal_text.ts";
import type { TextStyle } from "../../shared/report/text.ts";
import { examineDatabase } from "../doctor/database_side.ts";
import { type Examination, type Health, overall } from "../doctor/examination.ts";
import { examineFunctions } from "../doctor/function_side.ts";
import { writeResult } from "../output.ts";
import { rememberPassword } from "../redact.ts";
import { readOwnMigrations } from "../serve/own_migrations.ts";
import { type ColorChoice, createPaint, wantsColor } from "../terminal.ts";

/** Flags of `doctor`. */
export interface DoctorFlags {
  readonly dbUrl?: string;
  readonly url?: string;
  readonly format: "text" | "json";
  readonly color: ColorChoice;
  readonly debug?: boolean;
}

/** Examines a deployed installation from both sides. Returns the exit code: 1 where something does not work. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const databaseUrl = flags.dbUrl ?? (process.env.SUPABASE_DB_URL || undefined);
  const url = flags.url ?? (process.env.SUPABASE_URL || undefined);
  if (databaseUrl === undefined && url === undefined) {
    throw new SupawardenError("usage", "nothing to examine was named", {
      hint: "Give --db-url for what is in the database, --url for the functions, or both.",
    });
  }
  if (url !== undefined && !URL.canParse(url)) {
    throw new SupawardenError("usage", `--url ${JSON.stringify(url)} is no address`, {
      hint: "Give the project's: https://<project>.supabase.co",
    });
  }
  const key = process.env.SUPABASE_SECRET_KEY || undefined;
  if (key !== undefined) rememberPassword(key);
  const examinations: Examination[] = [];
  if (databaseUrl !== undefined) {
    rememberPassword(databaseUrl);
    const database = openServer({ url: databaseUrl, preferTls: true });
    try {
      const own = await readOwnMigrations();
      examinations.push(...(await examineDatabase(database, { own, now: new Date().toISOString() })));
    } finally {
      await database.close();
    }
  }
  if (url !== undefined) examinations.push(...(await examineFunctions({ url, key })));
  const status = overall(examinations);
  const text =
    flags.format === "json"
      ? `${JSON.stringify({ version: 1, status, examinations }, null, 2)}\n`
      : asText(examinations, flags.color);
  await writeResult(text, undefined);
  return status === "fail" ? 1 : 0;
}

const STYLES: Readonly<Record<Health, TextStyle>> = {
  pass: "good",
  warn: "warn",
  fail: "error",
  not_evaluated: "dim",
};

function asText(examinations: readonly Examination[], color: ColorChoice): string {
  const paint = createPaint(wantsColor(color, process.stdout));
  const width = Math.max(...examinations.map((each) => each.name.length));
  const lines = examinations.flatMap(({ name, status, message, advice }) => [
    `${paint(STYLES[status], status.replace("_", " ").padEnd(13))} ${name.padEnd(width)}  ${terminalLine(message)}`,
    ...(advice === undefined ? [] : [`${" ".repeat(14 + width + 2)}${paint("dim", terminalLine(advice))}`]),
  ]);
  return `${lines.join("\n")}\n`;
}
