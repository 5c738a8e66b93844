import { fileURLToPath } from "node:url";
import { cacheDirectory } from "../../src/cli/cache_directory.ts";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import type { ShadowCache } from "../../src/shared/migrations/kept_archive.ts";
import { openShadow } from "../../src/shared/migrations/shadow.ts";

/** Prepared databases of the tests; git ignores the folder. */
export function testCache(): ShadowCache {
  return cacheDirectory(fileURLToPath(new URL("../../node_modules/.cache/supawarden", import.meta.url)));
}

/** A new embedded database that looks like an empty Supabase project. One a test file: each takes 200 MB. */
export function freshShadow(): Promise<EmbeddedDatabase> {
  return openShadow({ cache: testCache() });
}
