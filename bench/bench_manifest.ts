import { createHash } from "node:crypto";
import { readServerFacts } from "../src/shared/catalog/server_facts.ts";
import type { Database } from "../src/shared/database/database.ts";
import type { Manifest } from "../src/shared/manifest/manifest.ts";
import { readExpectedSchema } from "../src/shared/manifest/read_expected.ts";
import { manifestText } from "../src/shared/manifest/write_manifest.ts";
import { TOOL_VERSION } from "../src/shared/version.ts";

/** Other forms of texts that a manifest carries for each hundred tables: one for each view of the shape. */
const FORMS = 50;

/** The manifest of a generated database as it is, as the text that `supawarden manifest` would write. */
export async function benchManifest(database: Database, tables: number): Promise<string> {
  const digest = (text: string) => createHash("md5").update(text).digest("hex");
  const forms = Object.fromEntries(
    Array.from({ length: (tables / 100) * FORMS }, (_, index) => [
      digest(`other form ${index}`),
      digest(`form ${index}`),
    ]),
  );
  const { schema, server } = await database.transaction("snapshot", async (session) => {
    const facts = await readServerFacts(session);
    const read = await readExpectedSchema(session, { server: facts, forms, before: new Map() });
    return { schema: read, server: facts };
  });
  const manifest: Manifest = {
    version: 1,
    tool_version: TOOL_VERSION,
    server_version: server.version_text,
    migrations: [],
    schema,
  };
  return manifestText(manifest);
}
