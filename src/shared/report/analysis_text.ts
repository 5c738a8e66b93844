import type { Finding } from "../findings/finding.ts";
import { isActive } from "../findings/finding_groups.ts";
import type { Analysis } from "../migrations/analysis.ts";
import type { InventoryFile, InventoryObject } from "../migrations/inventory.ts";
import { codeFrame, type FramedLine } from "./code_frame.ts";
import { terminalLine } from "./terminal_text.ts";
import { type Link, type Paint, renderText, type TextOptions } from "./text.ts";

/** How the text is written, and where the lines of files come from. */
export interface AnalysisTextOptions extends TextOptions {
  /** The text of a file by its reported path; nothing where it is not at hand, as when a stored report is rendered. */
  readonly sourceOf: (file: string) => string | undefined;
}

const plain: Paint = (_style, text) => text;
const unlinked: Link = (_target, text) => text;

/** The analysis for a person at a terminal: the inventory as a table, then findings with code frames and timelines. */
export function renderAnalysisText(analysis: Analysis, options: AnalysisTextOptions): string {
  const paint = options.paint ?? plain;
  const objects = new Map(analysis.objects.map((object) => [object.identity, object]));
  const link = options.link ?? unlinked;
  const inventory = options.quiet === true ? [] : [inventoryText(analysis, { paint, link }), ""];
  const report = renderText(analysis, {
    ...options,
    details: (finding) => [
      ...frameOf(finding, options.sourceOf).map((line) => paint("dim", line)),
      ...timelineOf(finding, objects.get(finding.object.identity)).map((line) => paint("dim", line)),
    ],
  });
  return [...inventory, report].join("\n");
}

function inventoryText(
  analysis: Analysis,
  { paint, link }: { readonly paint: Paint; readonly link: Link },
): string {
  const counts = new Map<string, number>();
  for (const finding of analysis.findings.filter(isActive)) {
    const file = finding.location?.file;
    if (file !== undefined) counts.set(file, (counts.get(file) ?? 0) + 1);
  }
  return analysis.inventory.folders
    .map(({ path, files }) => {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      const head = `${terminalLine(path)}: ${files.length} files, ${sizeText(bytes)}`;
      return [paint("strong", head), ...table(files, { path, counts, paint, link })].join("\n");
    })
    .join("\n\n");
}

interface TableContext {
  readonly path: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly paint: Paint;
  readonly link: Link;
}

const HEADINGS = ["file", "version", "size", "statements", "domain", "findings"] as const;
/** Columns of figures, which end at one line. */
const FIGURES: ReadonlySet<number> = new Set([2, 3, 5]);

function table(
  files: readonly InventoryFile[],
  { path, counts, paint, link }: TableContext,
): readonly string[] {
  const rows = files.map((file) =>
    [
      withinFolder(file.file, path),
      file.version,
      sizeText(file.bytes),
      String(file.statements),
      standing(file),
      String(counts.get(file.file) ?? ""),
    ].map(terminalLine),
  );
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        FIGURES.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const linkedStart = (row: readonly string[], index: number): string => {
    const [name = ""] = row;
    return `${link({ kind: "file", path: files[index]?.file ?? "" }, name)}${line(row).slice(name.length)}`;
  };
  return [paint("dim", `  ${line(HEADINGS)}`), ...rows.map((row, index) => `  ${linkedStart(row, index)}`)];
}

const SKIPS: Readonly<Record<string, string>> = {
  name: "not run: name",
  old_init: "not run: old start",
  subfolder: "not run: subfolder",
};

/** The domain of a file that builds the schema; else why it does not. */
function standing({ domain, down, skipped }: InventoryFile): string {
  if (skipped !== undefined) return SKIPS[skipped] ?? skipped;
  return down === true ? "takes back" : domain;
}

function withinFolder(file: string, folder: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
}

/** Bytes in the unit that gives up to four digits. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function frameOf(finding: Finding, sourceOf: AnalysisTextOptions["sourceOf"]): readonly string[] {
  const { location } = finding;
  const text = location === undefined ? undefined : sourceOf(location.file);
  if (location === undefined || text === undefined || text === "") return [];
  const inner = bodyLine(finding, text);
  const marked: FramedLine[] = [{ line: location.line }, ...(inner === undefined ? [] : [{ line: inner }])];
  return codeFrame(text, marked);
}

/** The line in a body that a finding is about, in lines of the file: bodies begin at the first dollar quote. */
function bodyLine({ evidence, location }: Finding, text: string): number | undefined {
  const line = evidence.body_line;
  if (typeof line !== "number" || location === undefined) return undefined;
  const lines = text.split("\n");
  const begins = lines.findIndex((content, index) => index >= location.line - 1 && /\$\w*\$/.test(content));
  return begins < 0 ? undefined : begins + line;
}

/** How many events of a timeline are written out. */
const SHOWN_EVENTS = 8;

/** What the files do to the object of a finding, where that is more than one thing. */
function timelineOf(finding: Finding, object: InventoryObject | undefined): readonly string[] {
  const events = (object?.events ?? []).filter(({ event }) => event !== "data");
  if (finding.object.kind === "migration" || events.length < 2) return [];
  const told = events.slice(0, SHOWN_EVENTS).map(({ file, line, event, outcome }) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return `${event}${outcome === undefined ? "" : ` (${outcome})`} ${terminalLine(name)}:${line}`;
  });
  const more = events.length - told.length;
  return [`timeline: ${told.join(" → ")}${more > 0 ? ` → and ${more} more` : ""}`];
}
