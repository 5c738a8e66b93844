import type { Config } from "../../shared/config.ts";
import { buildPlan } from "../../shared/consolidate/build_plan.ts";
import type { Chain } from "../../shared/consolidate/chain.ts";
import type { Decisions } from "../../shared/consolidate/decisions.ts";
import {
  type ObservedChain,
  observeChain,
  type ProofContext,
} from "../../shared/consolidate/observed_chain.ts";
import type { ConsolidationPlan } from "../../shared/consolidate/plan.ts";
import { versionOfTime } from "../../shared/consolidate/versions.ts";
import type { Database } from "../../shared/database/database.ts";
import { openServer } from "../../shared/database/server.ts";
import { createDomainJudge } from "../../shared/migrations/domains.ts";
import type { ReadFile } from "../../shared/migrations/reading.ts";
import { TOOL_VERSION } from "../../shared/version.ts";
import { readConfigFile } from "../config_file.ts";
import { chooseUrl } from "../source.ts";
import { declaredMajor } from "./declared_version.ts";
import type { ConsolidateFlags } from "./flags.ts";
import { type BaselineOptions, type MadeBaseline, makeBaseline } from "./make_baseline.ts";
import { proposeMerges } from "./propose_merges.ts";
import { readChain } from "./read_chain.ts";

/** Everything that a plan and a baseline come from. The caller closes `observed`. */
export interface Consolidation {
  readonly chain: Chain;
  readonly observed: ObservedChain;
  readonly decisions: Decisions;
  readonly made: MadeBaseline;
  readonly plan: ConsolidationPlan;
  readonly config: Config;
}

/** Reads and replays the folders, composes the baseline and the plan. */
export async function consolidate(
  folders: readonly string[],
  { flags, decisions }: { readonly flags: ConsolidateFlags; readonly decisions: Decisions },
  context: ProofContext,
): Promise<Consolidation> {
  const config = await readConfigFile(flags.config);
  const chain = await readChain(folders, { decisions, without: [] });
  const judge = createDomainJudge(config);
  const domainOf = (file: ReadFile) => judge.of(file);
  const options: BaselineOptions = {
    layout: flags.layout,
    ifNotExists: flags.ifNotExists === true,
    version: flags.baselineVersion ?? versionOfTime(Date.now()),
    head: headOf(chain),
    domainOf: domainsOfObjects(chain, domainOf),
  };
  const observed = await observeChain(chain.files, context);
  try {
    const made = await makeBaseline({ chain, observed, decisions }, options, context);
    const merges = await withProductionOf(flags, (production) =>
      proposeMerges({ observed, content: made.content }, production),
    );
    const { server } = observed.observed.snapshot;
    const plan = buildPlan({
      chain,
      ...made,
      parts: made.composition.parts,
      notes: notesOf(made),
      merges,
      decisions,
      serverVersion: server.version_text,
      declaredMajor: (await declaredMajor(chain.folder.path)) ?? Math.trunc(server.version / 10_000),
      numbering: flags.numbering,
      firstVersion: options.version,
      domainOf,
      parser: context.parser,
    });
    return { chain, observed, decisions, made, plan, config };
  } catch (error) {
    await observed.close();
    throw error;
  }
}

/** Opens the database that `--db-url` names, where it does, for what is read of it. */
async function withProductionOf<T>(
  { dbUrl }: ConsolidateFlags,
  read: (production: Database | undefined) => Promise<T>,
): Promise<T> {
  if (dbUrl === undefined) return read(undefined);
  const production = openServer({ url: chooseUrl(dbUrl), preferTls: true });
  try {
    return await read(production);
  } finally {
    await production.close();
  }
}

function headOf({ files, reading }: Chain): readonly string[] {
  const places = reading.folders.map(({ path }) => path).join(", ");
  return [
    `Baseline of ${files.length} migrations in ${places}.`,
    `Written by supawarden ${TOOL_VERSION} (consolidate write) and proved: CONSOLIDATION.md tells what went where.`,
  ];
}

/** Domain of an object by the file that makes it. */
function domainsOfObjects(chain: Chain, domainOf: (file: ReadFile) => string): BaselineOptions["domainOf"] {
  const domains = new Map<string, string>();
  for (const file of chain.folder.files) {
    for (const { events } of file.statements) {
      for (const { event, ref, implied } of events) {
        if ((event !== "create" && event !== "replace") || implied === true) continue;
        const key = keyOf(`${ref.kind} ${ref.identity}`);
        if (!domains.has(key)) domains.set(key, domainOf(file));
      }
    }
  }
  return (object) => domains.get(keyOf(object));
}

/** Without argument types, which the old text may spell otherwise. */
function keyOf(object: string): string {
  return object.replace(/\([^()]*\)$/, "");
}

function notesOf({ composition }: MadeBaseline): readonly string[] {
  return [
    ...composition.omitted,
    ...composition.failed.map(
      ({ statement, message }) =>
        `the trial refused a statement of the schema part (${message}): ${statement.sql.split("\n")[0]?.slice(0, 120) ?? ""}`,
    ),
  ];
}
