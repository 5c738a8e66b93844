import { learnTextForms } from "../../src/cli/text_forms.ts";
import { readServerFacts } from "../../src/shared/catalog/server_facts.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { sameTextBy } from "../../src/shared/drift/canonical_text.ts";
import { printText, readSchemaPrints } from "../../src/shared/drift/fingerprints.ts";
import { refOf } from "../../src/shared/drift/object_type.ts";
import { beginReading, endReading } from "../../src/shared/drift/objects/queries.ts";
import { type FoundDrift, readDrift } from "../../src/shared/drift/read_drift.ts";
import type { DriftObjects } from "../../src/shared/drift/read_objects.ts";
import { type ExpectedSchema, expectedSchema, formsOf } from "../../src/shared/manifest/expected_schema.ts";
import { readExpectedSchema, readOthers } from "../../src/shared/manifest/read_expected.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";

/** What a manifest holds of the database, made as the CLI makes it. `before` is the empty project's. */
export async function expectedOf(
  database: Database,
  before: DriftObjects = new Map(),
): Promise<ExpectedSchema> {
  const forms = await learnTextForms(database, await loadSqlParser());
  const schema = await database.transaction("snapshot", async (session) =>
    readExpectedSchema(session, { server: await readServerFacts(session), forms, before }),
  );
  // As it comes back from a file.
  return expectedSchema.parse(JSON.parse(JSON.stringify(schema)));
}

/** What an empty project has that lies in no schema. */
export function emptyProject(database: Database): Promise<DriftObjects> {
  return database.transaction("snapshot", async (session) =>
    readOthers(session, await readServerFacts(session)),
  );
}

/** What differs on the session's database. */
export async function driftOn(
  session: Session,
  expected: ExpectedSchema,
  options: { readonly parser?: false } = {},
): Promise<readonly FoundDrift[]> {
  const parser = await loadSqlParser();
  return readDrift(session, expected, {
    server: await readServerFacts(session),
    sameText: () => Promise.resolve(options.parser === false ? null : sameTextBy(parser)),
  });
}

/** Differences as lines: `changed policy own on public.t: using`. */
export function driftLines(drifts: readonly FoundDrift[]): readonly string[] {
  return drifts.map(({ change, object, attributes }) => {
    const identity: string = refOf(object).identity;
    const name =
      identity.startsWith(`${object.type} `) || object.type === "default privileges"
        ? identity
        : `${object.type} ${identity}`;
    return change === "changed"
      ? `${change} ${name}: ${attributes.map((each) => each.name).join(" ")}`
      : `${change} ${name}`;
  });
}

/** Schemas and types whose fingerprint is not the expected one. */
export async function differingPrints(
  session: Session,
  expected: ExpectedSchema,
): Promise<readonly string[]> {
  const server = await readServerFacts(session);
  await beginReading(session);
  const prints = await readSchemaPrints(session, { server, forms: formsOf(expected) });
  await endReading(session);
  const found = new Map<string, string>(
    [...prints].flatMap(([schema, types]) =>
      [...types].map(([type, print]) => [`${schema} ${type}`, printText(print)] as const),
    ),
  );
  const wanted = new Map<string, string>(
    expected.schemas.flatMap(({ name, prints: own }) =>
      Object.entries(own).map(([type, print]) => [`${name} ${type}`, print] as const),
    ),
  );
  return [...new Set([...found.keys(), ...wanted.keys()])]
    .filter((key) => found.get(key) !== wanted.get(key))
    .sort();
}
