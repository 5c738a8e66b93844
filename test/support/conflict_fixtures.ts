import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import type { Severity } from "../../src/shared/findings/finding.ts";
import type { Conflict, ConflictInput } from "../../src/shared/migrations/conflicts/conflict.ts";
import type { ConflictExamples, ExampleFolder } from "../../src/shared/report/conflict_page.ts";
import { conflictInput, type FolderFiles, filesBelow } from "./read_folders.ts";

const ROOT = join(import.meta.dirname, "..", "migrations", "conflicts");

/** A finding in the words of an expectation. */
export interface ExpectedFinding {
  readonly severity: Severity;
  readonly identity: string;
  /** Path of the file as reports print it, and line. */
  readonly file: string;
  readonly line: number;
}

/** The folders of one fixture, by path; a fixture that names none is one `supabase/migrations`. */
export type FixtureFolders = Readonly<Record<string, FolderFiles>>;

/** Whether there are folders for a conflict. */
export function hasFixture(id: string): boolean {
  return existsSync(join(ROOT, id, "bad")) && existsSync(join(ROOT, id, "good"));
}

/** Names of all folders of fixtures. */
export function fixtureNames(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** What a conflict looks at in one of its fixtures. */
export async function readConflictFixture(id: string, half: "bad" | "good"): Promise<ConflictInput> {
  return conflictInput(fixtureFolders(id, half), fixtureConfig(id));
}

/** The configuration that the fixtures of a conflict are judged with. */
export function fixtureConfig(id: string): Config {
  const file = join(ROOT, id, "config.json");
  return existsSync(file) ? parseConfig(JSON.parse(readFileSync(file, "utf8"))) : {};
}

function fixtureFolders(id: string, half: "bad" | "good"): FixtureFolders {
  const root = join(ROOT, id, half);
  const listed = join(root, "folders.json");
  if (!existsSync(listed)) return { "supabase/migrations": filesBelow(root) };
  const names = JSON.parse(readFileSync(listed, "utf8")) as readonly string[];
  return Object.fromEntries(names.map((name) => [name, filesBelow(join(root, name))]));
}

/** The files of a conflict's fixtures for its page; nothing where it has none. */
export function conflictExamples(id: string): ConflictExamples | undefined {
  if (!hasFixture(id)) return undefined;
  const half = (name: "bad" | "good"): ExampleFolder => {
    const folders = Object.entries(fixtureFolders(id, name));
    return folders.flatMap(([folder, files]) =>
      Object.entries(files)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([path, text]) => ({
          path: folders.length > 1 ? `${folder}/${path}` : path,
          sql: textOf(text).replaceAll("\ufeff", ""),
        })),
    );
  };
  return { bad: half("bad"), good: half("good") };
}

const EXPECT = /^\s*-- expect (error|warn|info)(?: @(\d+))?: (.+)$/;

/** What the comments of a fixture's files declare. */
export function expectedFindings({ reading }: ConflictInput): ExpectedFinding[] {
  return reading.files.flatMap(({ file, text }) => {
    const lines = text.split("\n");
    return lines.flatMap((line, index): ExpectedFinding[] => {
      const match = EXPECT.exec(line);
      if (match === null) return [];
      const [, severity, at, rest = ""] = match;
      const identity = rest.startsWith("json:") ? String(JSON.parse(rest.slice(5))) : rest.trim();
      const next = index + 1 + lines.slice(index).findIndex((other) => !EXPECT.test(other));
      const place = at === undefined ? next : Number(at);
      return [{ severity: severity as Severity, identity, file, line: place }];
    });
  });
}

/** What a conflict says, in the same words; what it could not judge apart. */
export function judgeConflict(
  conflict: Conflict,
  input: ConflictInput,
): { readonly found: ExpectedFinding[]; readonly notEvaluated: string[]; readonly keys: string[] } {
  const found: ExpectedFinding[] = [];
  const notEvaluated: string[] = [];
  const keys: string[] = [];
  for (const verdict of conflict.check(input)) {
    if ("not_evaluated" in verdict) {
      notEvaluated.push(verdict.not_evaluated);
      continue;
    }
    const { object, location } = verdict;
    keys.push(JSON.stringify([object.kind, object.identity, verdict.discriminator]));
    found.push({
      severity: verdict.severity ?? conflict.severity,
      identity: object.identity,
      file: location?.file ?? "",
      line: location?.line ?? 0,
    });
  }
  return { found, notEvaluated, keys };
}

/** Order by file, line and identity, in which two lists are compared. */
export function inOrder(findings: readonly ExpectedFinding[]): ExpectedFinding[] {
  const key = ({ file, line, identity }: ExpectedFinding) =>
    `${file} ${String(line).padStart(6, "0")} ${identity}`;
  return findings.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

function textOf(text: string | Uint8Array): string {
  return typeof text === "string" ? text : new TextDecoder("utf-8", { ignoreBOM: true }).decode(text);
}
