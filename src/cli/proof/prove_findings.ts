import type { Config } from "../../shared/config.ts";
import { type Database, messageOf, sqlState } from "../../shared/database/database.ts";
import { DEFAULT_MAJOR, type EmbeddedMajor } from "../../shared/database/engine.ts";
import type { Finding } from "../../shared/findings/finding.ts";
import { openShadow } from "../../shared/migrations/shadow.ts";
import { withProof } from "../../shared/proof/apply_proof.ts";
import { type ProvedFix, proveFixes } from "../../shared/proof/prove_fixes.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import type { OpenedSource } from "../open_source.ts";
import type { Progress } from "../terminal.ts";
import { type Clone, cloneSchema } from "./clone_schema.ts";
import { CannotPlan } from "./plan_schema.ts";

/** What proving needs beside the findings. */
export interface ProvingContext {
  readonly opened: OpenedSource;
  readonly config: Config;
  readonly progress: Progress;
  /** For what the reader must know: objects that the copy lacks. */
  readonly say: (message: string) => void;
}

/** Findings with their remediations tried on a copy of the schema. The audited database is only read. */
export async function proveFindings(
  findings: readonly Finding[],
  context: ProvingContext,
): Promise<readonly Finding[]> {
  const subjects = findings.filter(
    ({ remediation, suppression }) => remediation.sql !== undefined && suppression === undefined,
  );
  const proofs = subjects.length === 0 ? new Map() : await proofsOf(subjects, context);
  return findings.map((finding) => withProof(finding, proofs.get(finding.fingerprint)));
}

async function proofsOf(
  findings: readonly Finding[],
  context: ProvingContext,
): Promise<ReadonlyMap<string, ProvedFix>> {
  const { opened, progress } = context;
  if (opened.database === undefined) {
    return untried(findings, "a saved snapshot holds no definitions to build a copy from");
  }
  // A replayed folder is a database that nobody else uses.
  if (opened.source === "migrations") return prove(opened.database, { findings, context });
  progress.show("copying the schema");
  const copy = await openShadow({
    cache: cacheDirectory(cacheFolder()),
    label: "copy of the schema",
    major: await nearestMajor(opened.database),
  });
  try {
    const clone = await cloneSchema(opened.database, copy);
    tellNotes(clone, context);
    return await prove(copy, { findings, context, clone });
  } catch (error) {
    if (sqlState(error) === undefined && !(error instanceof CannotPlan)) throw error;
    return untried(findings, `the schema could not be copied: ${messageOf(error)}`);
  } finally {
    await copy.close();
  }
}

/** The embedded version that is the server's, or next to it. */
async function nearestMajor(database: Database): Promise<EmbeddedMajor> {
  const [row] = await database.query<{ version: number }>(
    "select pg_catalog.current_setting('server_version_num')::int as version",
  );
  return Number(row?.version) >= 180_000 ? 18 : DEFAULT_MAJOR;
}

function untried(findings: readonly Finding[], reason: string): ReadonlyMap<string, ProvedFix> {
  return new Map(
    findings.map(({ fingerprint }) => [fingerprint, { proof: { status: "not proved", reason } }]),
  );
}

class RolledBack extends Error {}

async function prove(
  copy: Database,
  request: {
    readonly findings: readonly Finding[];
    readonly context: ProvingContext;
    readonly clone?: Clone;
  },
): Promise<ReadonlyMap<string, ProvedFix>> {
  const { findings, context, clone } = request;
  const parser = await loadSqlParser();
  let proofs: ReadonlyMap<string, ProvedFix> = new Map();
  try {
    await copy.transaction("write", async (session) => {
      proofs = await proveFixes(session, {
        findings,
        config: context.config,
        parser,
        ...(clone === undefined ? {} : { unfaithful: clone.unfaithful, bereft: clone.bereft }),
        onProgress: (done, all) => context.progress.show(`proving fixes ${done}/${all}`),
      });
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  } finally {
    context.progress.clear();
  }
  return proofs;
}

/** How many objects that the copy lacks are written out. */
const SHOWN_NOTES = 10;

function tellNotes({ notes }: Clone, { say }: ProvingContext): void {
  for (const note of notes.slice(0, SHOWN_NOTES)) say(`note: fixes are not proved for ${note}`);
  if (notes.length > SHOWN_NOTES) say(`note: nor for ${notes.length - SHOWN_NOTES} more objects`);
}
