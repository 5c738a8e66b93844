import { readServerFacts } from "../shared/catalog/server_facts.ts";
import type { Database, Session } from "../shared/database/database.ts";
import { NOT_COMPARED } from "../shared/drift/not_compared.ts";
import type { DriftObjects } from "../shared/drift/read_objects.ts";
import type { ExpectedSchema } from "../shared/manifest/expected_schema.ts";
import type { Manifest } from "../shared/manifest/manifest.ts";
import { manifestMigrations } from "../shared/manifest/migrations.ts";
import { readExpectedSchema, readOthers } from "../shared/manifest/read_expected.ts";
import { vectorDimensions } from "../shared/manifest/vector_dimensions.ts";
import { loadSqlParser } from "../shared/sql/parser.ts";
import { TOOL_VERSION } from "../shared/version.ts";
import type { ShadowFlags } from "./flags.ts";
import { type ReplayedFolder, replayFolder } from "./replayed_folder.ts";
import { checkedOutCommit, reportedPaths } from "./repository.ts";
import { learnTextForms } from "./text_forms.ts";

/** A manifest with the replay that it was made from, whose database the caller closes. */
export interface BuiltManifest extends ReplayedFolder {
  readonly manifest: Manifest;
}

/**
 * Replays a folder and makes the manifest of it.
 * @throws SupawardenError `input` when the folder cannot be read or is empty.
 */
export async function buildManifest(folder: string, shadow: ShadowFlags = {}): Promise<BuiltManifest> {
  let before: DriftObjects = new Map();
  const replayed = await replayFolder(folder, {
    ...shadow,
    before: async (database) => {
      before = await database.transaction("snapshot", async (session) =>
        readOthers(session, await serverOf(session)),
      );
    },
  });
  try {
    const [schema, commit] = await Promise.all([
      expectedOf(replayed.database, before),
      checkedOutCommit(folder),
    ]);
    return { ...replayed, manifest: await assemble(replayed, { folder, schema, commit }) };
  } catch (error) {
    await replayed.database.close();
    throw error;
  }
}

async function serverOf(session: Session) {
  const { version, tables } = await readServerFacts(session);
  return { version, tables };
}

async function expectedOf(database: Database, before: DriftObjects): Promise<ExpectedSchema> {
  const forms = await learnTextForms(database, await loadSqlParser());
  return database.transaction("snapshot", async (session) =>
    readExpectedSchema(session, { server: await serverOf(session), forms, before }),
  );
}

async function assemble(
  { database, discovery, result }: ReplayedFolder,
  parts: { readonly folder: string; readonly schema: ExpectedSchema; readonly commit: string | undefined },
): Promise<Manifest> {
  const { folder, schema, commit } = parts;
  const place = reportedPaths(folder);
  const server = await readServerFacts(database);
  return {
    version: 1,
    tool_version: TOOL_VERSION,
    server_version: server.version_text,
    ...(commit === undefined ? {} : { git_commit: commit }),
    migrations: manifestMigrations(discovery, { parser: await loadSqlParser(), place }),
    faults: result.faults.map(({ file, line, sqlstate, message }) => ({
      file: place(file),
      line,
      sqlstate,
      message,
    })),
    vector_dimensions: vectorDimensions(schema),
    not_compared: [...NOT_COMPARED],
    schema,
  };
}
