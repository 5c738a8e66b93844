import { readFile } from "node:fs/promises";
import { dataOfPage } from "../../html_report/page_data.ts";
import { messageOf } from "../../shared/database/database.ts";
import { SupawardenError } from "../../shared/errors.ts";
import type { Report } from "../../shared/findings/report.ts";
import { reportSchema } from "../../shared/http/report_schemas.ts";
import { exitCodeOf } from "../exit_code.ts";
import type { ReportFlags } from "../flags.ts";
import { reasonOf, writeResult } from "../output.ts";
import { renderReport } from "../render_report.ts";

/** Flags of `report`. */
export interface RenderFlags extends ReportFlags {
  readonly from: string;
}

/** Renders a report again, in any format: from JSON, or from the data that an HTML report holds. Returns the exit code that the audit itself had given. */
export async function runReport(flags: RenderFlags): Promise<number> {
  const report = readReport(await readText(flags.from), flags.from);
  await writeResult(await renderReport(report, flags), flags.output);
  return exitCodeOf(report, flags.failOn);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new SupawardenError("input", `cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function readReport(text: string, file: string): Report {
  const hint = "Expected what `supawarden audit --format json` or `--format html` writes.";
  let value: unknown;
  try {
    value = JSON.parse(dataOfPage(text) ?? text);
  } catch (error) {
    throw new SupawardenError("input", `${file} is not JSON: ${messageOf(error)}`, { hint, cause: error });
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const place = first?.path.join(".") || "(root)";
    throw new SupawardenError("input", `${file} is not a report: ${place}: ${first?.message}`, { hint });
  }
  return value as Report;
}
