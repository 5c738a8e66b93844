import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { LedgerEntry } from "../../src/shared/catalog/ledger.ts";
import { type Reconciliation, reconcile } from "../../src/shared/ledger/reconcile.ts";
import { needsParser, readContents } from "../../src/shared/ledger/row_content.ts";
import type { ManifestMigration } from "../../src/shared/manifest/manifest.ts";
import { manifestMigrations } from "../../src/shared/manifest/migrations.ts";
import { cliStatements } from "../../src/shared/migrations/cli_statements.ts";
import { discoverMigrations } from "../../src/shared/migrations/discover.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

/** Migrations of files given as name and text. */
function filesOf(texts: Readonly<Record<string, string>>): readonly ManifestMigration[] {
  const entries = Object.entries(texts).map(([name, text]) => ({
    name,
    directory: false,
    bytes: new TextEncoder().encode(text),
  }));
  return manifestMigrations(discoverMigrations("m", entries), { parser, place: (file) => file.slice(2) });
}

/** The row that the CLI writes for a file. */
function pushed(version: string, name: string | null, text: string | null): LedgerEntry {
  return { version, name, statements: text === null ? null : cliStatements(text) };
}

function reconciled(
  rows: readonly LedgerEntry[],
  files: readonly ManifestMigration[],
  use: SqlParser | null = parser,
): Reconciliation {
  return reconcile(rows, files, readContents(rows, { migrations: files, parser: use }));
}

/** The outcome in short: `kind row file`. */
function told(result: Reconciliation): string[] {
  return [
    ...(["same", "unproved", "edited", "renamed"] as const).flatMap((kind) =>
      result[kind].map(({ row, file }) => `${kind} ${row.version} ${file.file}`),
    ),
    ...result.notApplied.map(
      ({ file, taken, candidates }) =>
        `not applied ${file.file}${taken === undefined ? "" : ` taken by ${taken.name}`}${candidates.map((row) => ` maybe ${row.version}`).join("")}`,
    ),
    ...result.notInRepository.map(
      ({ row, candidates }) =>
        `not in repository ${row.version}${candidates.map((file) => ` maybe ${file.file}`).join("")}`,
    ),
    ...result.repeated.map((row) => `repeated ${row.version}`),
    ...result.undecided.map(
      ({ version, rows, files }) => `undecided ${version}: ${rows.length} rows, ${files.length} files`,
    ),
  ].sort();
}

const NOTES =
  "-- Notes.\ncreate table notes (id bigint primary key);\n\nalter table notes enable row level security;\n";
const TAGS = "create table tags (id bigint primary key, label text default 'x; y');";

describe("content", () => {
  test("an unedited ledger needs no parser", () => {
    const files = filesOf({ "1_notes.sql": NOTES, "2_tags.sql": TAGS, "3_empty.sql": "" });
    const rows = [
      pushed("1", "notes", NOTES),
      { version: "2", name: "tags", statements: [`${TAGS}\n`] },
      pushed("3", "empty", ""),
    ];
    expect(needsParser(rows, files)).toBe(false);
    expect(told(reconciled(rows, files, null))).toEqual([
      "same 1 1_notes.sql",
      "same 2 2_tags.sql",
      "same 3 3_empty.sql",
    ]);
  });

  test.each([
    ["a comment", NOTES.replace("-- Notes.", "/* Other. */")],
    ["blanks and line ends", NOTES.replaceAll(" ", "\t ").replaceAll("\n", "\r\n")],
    ["the case of keywords and names", NOTES.toUpperCase().replace("-- NOTES.", "")],
    ["a comment at the end", `${NOTES}-- The end; really.`],
    ["more semicolons", NOTES.replaceAll(";", ";;")],
  ])("%s is no edit", (_, text) => {
    const files = filesOf({ "1_notes.sql": NOTES });
    expect(told(reconciled([pushed("1", "notes", text)], files))).toEqual(["same 1 1_notes.sql"]);
    const inOnePiece = { version: "1", name: "notes", statements: [text] };
    expect(told(reconciled([inOnePiece], files))).toEqual(["same 1 1_notes.sql"]);
  });

  test("a literal, a name in quotes and the order of statements are edits", () => {
    const files = filesOf({ "1_notes.sql": NOTES, "2_tags.sql": TAGS });
    const other = NOTES.replace("bigint", "integer");
    const turned = "alter table notes enable row level security; create table notes (id bigint primary key)";
    for (const text of [other, turned, NOTES.replaceAll("notes", '"Notes"')]) {
      expect(told(reconciled([pushed("1", "notes", text), pushed("2", "tags", TAGS)], files))).toEqual([
        "edited 1 1_notes.sql",
        "same 2 2_tags.sql",
      ]);
    }
    expect(
      told(reconciled([pushed("1", "notes", NOTES), pushed("2", "tags", TAGS.replace("x;", "x"))], files)),
    ).toEqual(["edited 2 2_tags.sql", "same 1 1_notes.sql"]);
  });

  test("rows of a folder that was squashed are not parsed: no file has as many statements", () => {
    const rows = [
      pushed("1", "notes", NOTES),
      { version: "2", name: "tags", statements: [`${TAGS}\n/* a; b */ -- the end; really`] },
    ];
    const baseline = filesOf({ "9_baseline.sql": `${NOTES}${TAGS}` });
    expect(needsParser(rows, baseline)).toBe(false);
    expect(told(reconciled(rows, baseline, null))).toEqual([
      "not applied 9_baseline.sql",
      "not in repository 1",
      "not in repository 2",
    ]);
    expect(needsParser(rows, filesOf({ "9_tags.sql": `-- Tags.\n${TAGS}` }))).toBe(true);
    expect(needsParser(rows, filesOf({ "2_all.sql": `${NOTES}${TAGS}` }))).toBe(true);
  });

  test("a file that was empty when it was applied is edited", () => {
    const files = filesOf({ "1_notes.sql": NOTES });
    expect(told(reconciled([pushed("1", "notes", "")], files))).toEqual(["edited 1 1_notes.sql"]);
  });
});

describe("versions", () => {
  test("same statements under another version are a renamed migration, whatever its name", () => {
    const files = filesOf({ "20250101000000_all_notes.sql": NOTES, "024_tags.sql": TAGS });
    expect(told(reconciled([pushed("7", "notes", NOTES), pushed("24", "tags", TAGS)], files))).toEqual([
      "renamed 24 024_tags.sql",
      "renamed 7 20250101000000_all_notes.sql",
    ]);
  });

  test("two migrations that swapped their versions are two renamed ones", () => {
    const files = filesOf({ "1_tags.sql": TAGS, "2_notes.sql": NOTES });
    expect(told(reconciled([pushed("1", "notes", NOTES), pushed("2", "tags", TAGS)], files))).toEqual([
      "renamed 1 2_notes.sql",
      "renamed 2 1_tags.sql",
    ]);
  });

  test("one row and two files of its content: neither is called renamed", () => {
    const files = filesOf({ "8_a.sql": NOTES, "9_b.sql": NOTES });
    expect(told(reconciled([pushed("7", "notes", NOTES)], files))).toEqual([
      "not applied 8_a.sql maybe 7",
      "not applied 9_b.sql maybe 7",
      "not in repository 7 maybe 8_a.sql maybe 9_b.sql",
    ]);
    expect(told(reconciled([pushed("7", "b", NOTES)], files))).toEqual([
      "not applied 8_a.sql",
      "renamed 7 9_b.sql",
    ]);
  });

  test("rows without statements match by version, and are never called renamed", () => {
    const files = filesOf({ "1_notes.sql": NOTES, "024_tags.sql": TAGS });
    expect(told(reconciled([pushed("1", null, null), pushed("24", "tags", null)], files))).toEqual([
      "not applied 024_tags.sql maybe 24",
      "not in repository 24 maybe 024_tags.sql",
      "unproved 1 1_notes.sql",
    ]);
    expect(told(reconciled([pushed("1", null, null), pushed("5", "old", NOTES)], files))).toEqual([
      "not applied 024_tags.sql",
      "not in repository 5",
      "unproved 1 1_notes.sql",
    ]);
  });

  test("migrations without a statement are not the same one under another version", () => {
    const files = filesOf({ "2_later.sql": "-- nothing yet\n" });
    expect(told(reconciled([pushed("1", "first", "")], files))).toEqual([
      "not applied 2_later.sql",
      "not in repository 1",
    ]);
  });

  test("two files of one version: the row belongs to that of its content, else to that of its name", () => {
    const files = filesOf({ "024_alpha.sql": NOTES, "024_mcp.sql": TAGS });
    expect(told(reconciled([pushed("024", "whatever", TAGS)], files))).toEqual([
      "not applied 024_alpha.sql taken by whatever",
      "same 024 024_mcp.sql",
    ]);
    expect(told(reconciled([pushed("024", "alpha", "select 1")], files))).toEqual([
      "edited 024 024_alpha.sql",
      "not applied 024_mcp.sql taken by alpha",
    ]);
    expect(told(reconciled([pushed("024", "other", "select 1")], files))).toEqual([
      "undecided 024: 1 rows, 2 files",
    ]);
    expect(told(reconciled([pushed("024", null, null)], files))).toEqual(["undecided 024: 1 rows, 2 files"]);
  });

  test("a version that is recorded twice counts once", () => {
    const files = filesOf({ "1_notes.sql": NOTES });
    const rows = [
      pushed("1", "notes", NOTES),
      pushed("1", "again", TAGS),
      pushed("9", "a", TAGS),
      pushed("9", "b", NOTES),
    ];
    expect(told(reconciled(rows, files))).toEqual([
      "not in repository 9",
      "repeated 1",
      "repeated 9",
      "same 1 1_notes.sql",
    ]);
  });

  test("a row that records the way back is an edited migration", () => {
    const files = filesOf({ "5_versions.sql": NOTES, "5_versions_down.sql": "drop table notes" });
    expect(told(reconciled([pushed("5", "versions_down", "drop table notes")], files))).toEqual([
      "edited 5 5_versions.sql",
    ]);
  });
});

describe("any ledger and any folder", () => {
  // Few of everything, so that versions, names and contents meet.
  const version = fc.constantFrom("1", "01", "2", "3", "20250101000000");
  const name = fc.constantFrom("a", "b", "c_down");
  const text = fc.constantFrom("select 1", "SELECT 1 -- one", "select 2; select 3", "drop table a", "");
  const row = fc
    .record({ version, name: fc.option(name), text: fc.option(text), whole: fc.boolean() })
    .map((one): LedgerEntry => {
      const entry = pushed(one.version, one.name, one.text);
      return one.whole && one.text !== null ? { ...entry, statements: [one.text] } : entry;
    });
  const file = fc.record({ version, name, text });
  const hashes = new Map<string, ManifestMigration>();
  const hashed = (sql: string): ManifestMigration => {
    const known = hashes.get(sql) ?? filesOf({ "1_x.sql": sql })[0];
    if (known === undefined) throw new Error("no file");
    hashes.set(sql, known);
    return known;
  };
  const migrationsOf = (files: readonly { version: string; name: string; text: string }[]) =>
    files.map((each, place) => ({
      ...hashed(each.text),
      version: each.version,
      name: each.name,
      file: `${each.version}_${each.name}${place}.sql`,
    }));

  test("every row and every file is accounted for exactly once", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.array(file, { maxLength: 8 }), (rows, files) => {
        const migrations = migrationsOf(files);
        const result = reconciled(rows, migrations);
        const pairs = [...result.same, ...result.unproved, ...result.edited, ...result.renamed];
        const seenRows = [
          ...pairs.map((pair) => pair.row),
          ...result.notInRepository.map((stray) => stray.row),
          ...result.repeated,
          ...result.undecided.flatMap((group) => group.rows),
        ];
        const seenFiles = [
          ...pairs.map((pair) => pair.file),
          ...result.notApplied.map((pending) => pending.file),
          ...result.undecided.flatMap((group) => group.files),
        ];
        expect([seenRows.length, new Set(seenRows).size]).toEqual([rows.length, rows.length]);
        expect([seenFiles.length, new Set(seenFiles).size]).toEqual([migrations.length, migrations.length]);
      }),
      { numRuns: 300 },
    );
  });

  test("the order of rows and files makes no difference", () => {
    const shuffled = fc
      .tuple(fc.array(row, { maxLength: 8 }), fc.array(file, { maxLength: 8 }))
      .chain(([rows, files]) => {
        const migrations = migrationsOf(files);
        const all = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
        return fc.tuple(fc.constant(rows), fc.constant(migrations), all(rows), all(migrations));
      });
    fc.assert(
      fc.property(shuffled, ([rows, migrations, otherRows, otherMigrations]) => {
        expect(reconciled(otherRows, otherMigrations)).toEqual(reconciled(rows, migrations));
      }),
      { numRuns: 300 },
    );
  });

  test("without the parser nothing else is said, where none is needed", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.array(file, { maxLength: 6 }), (rows, files) => {
        const migrations = migrationsOf(files);
        fc.pre(!needsParser(rows, migrations));
        expect(told(reconciled(rows, migrations, null))).toEqual(told(reconciled(rows, migrations)));
      }),
      { numRuns: 300 },
    );
  });
});
