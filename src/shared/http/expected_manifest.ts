import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { type Manifest, parseManifest } from "../manifest/manifest.ts";
import { readManifest } from "../store/manifests.ts";
import type { Services } from "./services.ts";

/** The stored manifest that is compared with where a request brings none. */
export const DEFAULT_MANIFEST_NAME = "default";

/**
 * What the database should be: the manifest of the request, else the stored one, else that which was deployed with the
 * function; nothing where there is none.
 * @throws SupawardenError `config` where the stored or the deployed one is no manifest.
 */
export async function expectedManifest(
  database: Database,
  services: Pick<Services, "manifest">,
  given: Manifest | undefined,
): Promise<Manifest | undefined> {
  if (given !== undefined) return given;
  const stored = await storedManifest(database);
  if (stored !== undefined) {
    return configured(stored, `manifest "${DEFAULT_MANIFEST_NAME}" of table supawarden.manifests`);
  }
  const bundled = services.manifest;
  return bundled === undefined || bundled === null
    ? undefined
    : configured(bundled, "the manifest deployed with the function");
}

/** Without schema `supawarden` there is none: a verdict needs no store. */
async function storedManifest(database: Database): Promise<unknown> {
  try {
    return await readManifest(database, DEFAULT_MANIFEST_NAME);
  } catch (error) {
    if (error instanceof SupawardenError && error.kind === "unavailable") return undefined;
    throw error;
  }
}

/** Its mistake is not the caller's. */
function configured(value: unknown, from: string): Manifest {
  try {
    return parseManifest(value, from);
  } catch (error) {
    if (!(error instanceof SupawardenError)) throw error;
    throw new SupawardenError("config", error.message, { cause: error });
  }
}
