import type { Config } from "../../src/shared/config.ts";
import { type Analysis, analyse } from "../../src/shared/migrations/analysis.ts";
import { type FoundFolder, readFolders } from "../../src/shared/migrations/read_folders.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";

/** Folders of a test: by path, SQL files by their path within it. */
export type FolderTexts = Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;

/** The analysis of folders given as texts. */
export async function analyseTexts(
  folders: FolderTexts,
  options: { readonly config?: Config; readonly rules?: readonly string[] } = {},
): Promise<Analysis> {
  const found = Object.entries(folders).map(
    ([path, files]): FoundFolder => ({
      path,
      files: Object.entries(files).map(([name, text]) => ({
        path: name,
        file: `${path}/${name}`,
        bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
      })),
    }),
  );
  return analyse(readFolders(found, await loadSqlParser()), {
    config: options.config ?? {},
    ...(options.rules === undefined ? {} : { rules: options.rules }),
    trigger: "cli",
    startedAt: "2026-01-01T00:00:00.000Z",
    clock: () => "2026-01-01T00:00:01.000Z",
    newId: () => "run",
  });
}

/** The chain of one folder of the Supabase CLI: texts in the order in which they run. */
export function chain(...texts: readonly string[]): FolderTexts {
  const files = texts.map(
    (text, index) => [`2026010${index + 1}000000_file_${index + 1}.sql`, text] as const,
  );
  return { "supabase/migrations": Object.fromEntries(files) };
}

/** What rules say, as `rule object file:line`, in the order of the files. */
export function said(analysis: Analysis, ...rules: readonly string[]): readonly string[] {
  return analysis.findings
    .filter(({ rule }) => rules.length === 0 || rules.includes(rule))
    .map(({ rule, object, location }) => {
      const file = location?.file.replace(/^.*_(file_\d+)\.sql$/, "$1") ?? "";
      return `${rule} ${object.identity} ${file}:${location?.line}`;
    })
    .sort();
}
