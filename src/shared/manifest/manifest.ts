import { z } from "zod";
import type { DeepReadonly } from "../catalog/family.ts";
import { SupawardenError } from "../errors.ts";
import { expectedSchema } from "./expected_schema.ts";

/** Lower-case hexadecimal of a SHA-256. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const migration = z.object({
  version: z.string(),
  name: z.string(),
  /** Path relative to the repository. */
  file: z.string(),
  /** Of the statements exactly as the Supabase CLI records them: equal means unedited, and no parser is needed to see it. */
  recorded: digest,
  /** Of the whole text in one piece, as the Management API records it: the same, without a parser. */
  text: digest,
  /** Of each statement in its canonical form (`sql/normalise.ts`): equal lists mean the same migration. */
  statements: z.array(digest),
});

const fault = z.object({
  file: z.string(),
  line: z.number().int(),
  sqlstate: z.string(),
  message: z.string(),
});

const manifestSchema = z.object({
  version: z.literal(1),
  tool_version: z.string(),
  server_version: z.string(),
  git_commit: z.string().optional(),
  /** In the order in which they run. */
  migrations: z.array(migration),
  /** Statements that failed in the replay: what they make is not in it. */
  faults: z.array(fault).optional(),
  /** Vector columns of a stated size: schema.table.column → dimension. */
  vector_dimensions: z.record(z.string(), z.number().int().positive()).optional(),
  /** What drift does not compare, in words. */
  not_compared: z.array(z.string()).optional(),
  /** Absent from a manifest of the migrations alone. */
  schema: expectedSchema.optional(),
});

/** The expected state of a database: what `supawarden manifest` writes. */
export type Manifest = DeepReadonly<z.infer<typeof manifestSchema>>;

/** A migration file of the expected side. */
export type ManifestMigration = Manifest["migrations"][number];

/**
 * Validates a manifest.
 * @throws SupawardenError `input` that names the first places that are wrong.
 */
export function parseManifest(value: unknown, from = "the manifest"): Manifest {
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 3).map((issue) => {
    const place = issue.path.join(".");
    return place === "" ? issue.message : `${place}: ${issue.message}`;
  });
  throw new SupawardenError("input", `${from} is not a manifest: ${issues.join("; ")}`, {
    hint: "Write it with `supawarden manifest`.",
  });
}
