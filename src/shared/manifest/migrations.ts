import { cliStatements } from "../migrations/cli_statements.ts";
import type { Discovery } from "../migrations/discover.ts";
import { recordedHash, statementHashes, textHash } from "../migrations/statement_hashes.ts";
import type { SqlParser } from "../sql/parser.ts";
import type { ManifestMigration } from "./manifest.ts";

/**
 * The migrations of a folder as a manifest holds them, in the order in which they run. A file that does not parse is in
 * it too.
 */
export function manifestMigrations(
  discovery: Discovery,
  options: {
    readonly parser: SqlParser;
    /** A file's path as the manifest names it: relative to the repository. */
    readonly place: (file: string) => string;
  },
): readonly ManifestMigration[] {
  return discovery.files.map((file) => ({
    version: file.version,
    name: file.name,
    file: options.place(file.file),
    recorded: recordedHash(cliStatements(file.text)),
    text: textHash(file.text),
    statements: statementHashes([file.text], options.parser),
  }));
}
