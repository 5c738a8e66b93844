import type { DriftPart, ReadDriftPart } from "../catalog/drift_part.ts";
import { sha256Hex } from "../findings/fingerprint.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { loadSqlParser } from "../sql/parser.ts";
import { sameTextBy } from "./canonical_text.ts";
import { readDrift } from "./read_drift.ts";

const digests = new WeakMap<Manifest, string>();

/** Hash of what a manifest says of objects. */
export function objectsDigest(manifest: Manifest): string {
  const known = digests.get(manifest);
  if (known !== undefined) return known;
  // Of the objects their fingerprints are enough, and the part may be large.
  const { schema } = manifest;
  const prints = schema?.schemas.map(({ name, prints: own }) => [name, own]);
  const digest = sha256Hex(JSON.stringify([prints, schema?.others, schema?.forms, schema?.created]));
  digests.set(manifest, digest);
  return digest;
}

/** Reads what differs from the manifest; nothing where there is none, or where it holds no objects. */
export function driftPartReader(manifest: Manifest | undefined): ReadDriftPart | undefined {
  const expected = manifest?.schema;
  if (manifest === undefined || expected === undefined) return undefined;
  return async (session, server): Promise<DriftPart> => {
    const found = await readDrift(session, expected, {
      server,
      sameText: async () => {
        const parser = await loadSqlParser().catch(() => null);
        return parser === null ? null : sameTextBy(parser);
      },
    });
    return {
      compared_with: objectsDigest(manifest),
      differences: found.map(({ object, ...drift }) => ({ ...object, ...drift })),
    };
  };
}
