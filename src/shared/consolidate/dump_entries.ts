import { splitFile } from "../migrations/split_file.ts";
import type { SqlParser } from "../sql/parser.ts";
import { createTextPlace } from "../sql/text_place.ts";

/** What `pg_dump --schema-only` wrote, as data that compares: statements by the entry they stand under. */
export type DumpEntries = ReadonlyMap<string, readonly string[]>;

/** An entry that differs between two dumps. */
export interface DumpDifference {
  /** Type, schema and name, as the dump's own comment gives them: `POLICY public.notes notes_owner`. */
  readonly entry: string;
  readonly change: "added" | "removed" | "changed";
  readonly before?: string;
  readonly after?: string;
}

/** The comment that pg_dump writes over each entry. Line breaks in names are written as blanks there. */
const HEADER = /^-- Name: (.*); Type: (.*?); Schema: (.*?)(?:; Owner: .*)?$/;

/**
 * Reads a dump. Settings, comments, and the order of the entries are left out: two dumps of one version that differ
 * otherwise were taken of schemas that differ.
 */
export function dumpEntries(text: string, parser: SqlParser): DumpEntries {
  const place = createTextPlace(text);
  const entries = new Map<string, string[]>();
  let entry = "";
  let end = 0;
  for (const statement of splitFile(text, parser).statements) {
    // Only between statements: a body may hold a line that looks like a header.
    entry = lastHeader(place.slice(end, statement.start)) ?? entry;
    end = statement.end;
    if (statement.kind === "VariableSetStmt" || statement.kind === "SelectStmt") continue;
    const known = entries.get(entry);
    if (known === undefined) entries.set(entry, [statement.text]);
    else known.push(statement.text);
  }
  for (const statements of entries.values()) statements.sort();
  return entries;
}

function lastHeader(gap: string): string | undefined {
  for (const line of gap.split("\n").reverse()) {
    const match = HEADER.exec(line);
    if (match === null) continue;
    const [, name = "", type = "", schema = ""] = match;
    return schema === "-" ? `${type} ${name}` : `${type} ${schema}.${name}`;
  }
  return undefined;
}

/** What differs between two dumps, in the order of the entries' names. */
export function compareDumps(before: DumpEntries, after: DumpEntries): readonly DumpDifference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((entry): DumpDifference[] => {
    const [old, now] = [before.get(entry), after.get(entry)];
    if (old === undefined) return [{ entry, change: "added", after: (now ?? []).join(";\n") }];
    if (now === undefined) return [{ entry, change: "removed", before: old.join(";\n") }];
    const [lost, made] = [without(old, now), without(now, old)];
    if (lost.length === 0 && made.length === 0) return [];
    return [{ entry, change: "changed", before: lost.join(";\n"), after: made.join(";\n") }];
  });
}

/** Items of one list that another lacks, each as often as it lacks it. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const item of others) left.set(item, (left.get(item) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}
