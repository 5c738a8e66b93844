import { createHash } from "node:crypto";
import { type BodyFactsCache, createBodyFactsCache } from "../shared/sql/body_facts_cache.ts";
import { cacheDirectory, cacheFolder } from "./cache_directory.ts";

/** What earlier audits of a database read of its routine bodies, and a way to keep what this one reads. */
export interface KeptBodyFacts {
  readonly cache: BodyFactsCache;
  save(): Promise<void>;
}

/** Opens the facts of one database; the file is named by a hash, so that no host stands in a file name. */
export async function openBodyFacts(label: string): Promise<KeptBodyFacts> {
  const files = cacheDirectory(cacheFolder());
  const key = `body-facts-${createHash("sha256").update(label).digest("hex").slice(0, 16)}.json`;
  const cache = createBodyFactsCache(parse(await files.read(key)));
  return {
    cache,
    save: async () => {
      if (cache.counts().read > 0)
        await files.write(key, new TextEncoder().encode(JSON.stringify(cache.save())));
    },
  };
}

function parse(bytes: Uint8Array | null): unknown {
  if (bytes === null) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // A damaged cache is an empty one.
    return undefined;
  }
}
