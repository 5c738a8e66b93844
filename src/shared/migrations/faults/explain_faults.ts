import type { ObjectRef } from "../../catalog/identity.ts";
import { isPlatformSchema } from "../../catalog/scope.ts";
import type { ReadFile, ReadStatement } from "../reading.ts";
import type { ReplayFault } from "../replay_file.ts";
import { asksFirst, columnNames, makes, type Placed, placeStatements, takesAway } from "./chain_events.ts";
import { statementIndex } from "./creation_watch.ts";
import type { ExplainedFault, FaultPlace, FaultReason } from "./explained.ts";
import { changesRowsOnly, type MissingName, missingName, unavailableExtension } from "./missing_name.ts";
import type { Retried } from "./retry_faults.ts";

/** What a replay showed. */
export interface ReplayEvidence {
  readonly faults: readonly ReplayFault[];
  /** The files that were replayed, in their order. */
  readonly files: readonly ReadFile[];
  readonly retried: ReadonlyMap<ReplayFault, Retried>;
  /** The file after which what was missing was there. */
  readonly madeBy: ReadonlyMap<ReplayFault, string>;
}

/** Tells of each fault why it happened and what would have cured it, in their order. */
export function explainFaults(evidence: ReplayEvidence): readonly ExplainedFault[] {
  const chain = new FailedChain(evidence);
  return evidence.faults.map((fault) => chain.explain(fault));
}

/** Postgres: duplicate table, object, function, schema, column, prepared statement aside. */
const TAKEN: ReadonlySet<string> = new Set(["42P07", "42710", "42723", "42P06", "42701"]);
/** A value added to an enum may not be used before the transaction that added it ends. */
const UNSAFE_NEW_ENUM_VALUE = "55P04";

class FailedChain {
  readonly #evidence: ReplayEvidence;
  readonly #statementOf: ReturnType<typeof statementIndex>;
  readonly #placed: readonly Placed[];
  readonly #positions: ReadonlyMap<ReadStatement, number>;
  /** What the faults before the one at hand would have made. */
  readonly #failed: { readonly explained: ExplainedFault; readonly statements: readonly ReadStatement[] }[] =
    [];
  readonly #failing: ReadonlySet<ReadStatement>;

  constructor(evidence: ReplayEvidence) {
    this.#evidence = evidence;
    this.#statementOf = statementIndex(evidence.files);
    this.#placed = placeStatements(evidence.files);
    this.#positions = new Map(this.#placed.map(({ position, read }) => [read, position]));
    this.#failing = new Set(evidence.faults.flatMap((fault) => this.#lost(fault)));
  }

  explain(fault: ReplayFault): ExplainedFault {
    const statement = this.#statementOf(fault);
    const retried = this.#evidence.retried.get(fault);
    const base = {
      fault,
      ...(statement === undefined ? {} : { statement }),
      ...(retried === undefined ? {} : { retried }),
      rowsOnly: changesRowsOnly(statement),
    };
    const explained: ExplainedFault = { ...base, ...this.#reasonOf(fault, statement) };
    this.#failed.push({ explained, statements: this.#lost(fault) });
    return explained;
  }

  /** Statements that are undone with the fault: all of the file where its commit failed. */
  #lost(fault: ReplayFault): readonly ReadStatement[] {
    if (fault.stage === "commit") {
      return this.#evidence.files.find(({ file }) => file === fault.file)?.statements ?? [];
    }
    const statement = this.#statementOf(fault);
    return statement === undefined ? [] : [statement];
  }

  #reasonOf(fault: ReplayFault, statement: ReadStatement | undefined): Reason {
    const { stage, sqlstate } = fault;
    if (stage === "text") return { reason: fault.statement.startsWith("\\") ? "psql_only" : "syntax" };
    if (stage === "refused")
      return { reason: statement?.statement.kind === "CopyStmt" ? "psql_only" : "transaction" };
    if (stage === "ledger" && sqlstate === "23505") return { reason: "version_duplicate" };
    const unavailable = unavailableExtension(fault);
    if (unavailable !== undefined) {
      return {
        reason: "extension_unavailable",
        missing: { kind: "extension", name: unavailable, extension: unavailable },
      };
    }
    if (TAKEN.has(sqlstate)) return this.#taken(statement);
    const missing = missingName(fault, statement);
    if (missing !== undefined) return this.#missed(fault, { statement, missing });
    return { reason: reasonOfState(fault) };
  }

  #taken(statement: ReadStatement | undefined): Reason {
    const [event] = (statement?.events ?? []).filter(
      ({ event: name }) => name === "create" || name === "replace" || name === "alter" || name === "rename",
    );
    const position = this.#position(statement);
    const ref = event?.renamedTo ?? event?.ref;
    const blocked = event?.event === "create" ? this.#failedRemoval(event.ref) : undefined;
    if (blocked !== undefined) return { reason: "cascade", cause: blocked };
    const first = this.#placed.find(
      ({ position: other, read }) =>
        other < position &&
        !this.#failing.has(read) &&
        read.events.some(
          ({ event: name, ref: made }) =>
            name === "create" &&
            ref !== undefined &&
            made.kind === ref.kind &&
            made.name === (event?.part ?? ref.name) &&
            made.table === ref.table,
        ),
    );
    return {
      reason: "object_created_twice",
      ...(first === undefined ? {} : { earlier: placeOf(first.read) }),
    };
  }

  #missed(
    fault: ReplayFault,
    { statement, missing }: { readonly statement: ReadStatement | undefined; readonly missing: MissingName },
  ): Reason {
    const position = this.#position(statement);
    const earlier = this.#causeOf(missing);
    if (earlier !== undefined) return { reason: "cascade", missing, cause: earlier };
    if (missing.extension !== undefined) return this.#withoutExtension(missing, position);
    const hidden = this.#hiddenCreation(missing, position);
    if (hidden !== undefined) return { reason: "cascade", missing, hiddenCreation: hidden };
    const later = this.#placed.find(
      ({ position: other, read }) => other > position && !this.#failing.has(read) && makes(read, missing),
    );
    // A name that is there says nothing of its overloads.
    const shown = missing.passed === undefined ? this.#shownBy(fault) : undefined;
    const curedBy =
      later === undefined ? (shown === undefined ? undefined : { file: shown }) : placeOf(later.read);
    const failing = this.#placed.find(
      ({ position: other, read }) => other > position && makes(read, missing),
    );
    if (
      curedBy !== undefined ||
      failing !== undefined ||
      this.#evidence.retried.get(fault)?.passes === "alone"
    ) {
      const place = curedBy ?? (failing === undefined ? undefined : placeOf(failing.read));
      return {
        reason: "reference_before_creation",
        missing,
        ...(place === undefined ? {} : { curedBy: place }),
      };
    }
    const taken = this.#placed.findLast(
      ({ position: other, read }) => other < position && !this.#failing.has(read) && takesAway(read, missing),
    );
    // A DO block that asks first, or `drop … if exists`, passes without taking anything away.
    return taken === undefined || !this.#wasMade(missing, taken.position)
      ? { reason: "object_never_created", missing }
      : { reason: "reference_after_drop", missing, earlier: placeOf(taken.read) };
  }

  /** Whether a file made it before that place, or the platform, whose schemas have objects of their own. */
  #wasMade(missing: MissingName, before: number): boolean {
    if (missing.schema !== undefined && isPlatformSchema(missing.schema)) return true;
    return this.#placed.some(
      ({ position, read }) => position < before && !this.#failing.has(read) && makes(read, missing),
    );
  }

  /** The later file that made it. After its own file it may have been there all along, in a schema that no path leads to. */
  #shownBy(fault: ReplayFault): string | undefined {
    const file = this.#evidence.madeBy.get(fault);
    return file === fault.file ? undefined : file;
  }

  #withoutExtension(missing: MissingName, position: number): Reason {
    const wanted: MissingName = { kind: "extension", name: missing.extension ?? "" };
    const enabled = this.#placed.find(({ position: other, read }) => other > position && makes(read, wanted));
    return {
      reason: "extension_not_enabled",
      missing,
      ...(enabled === undefined ? {} : { curedBy: placeOf(enabled.read) }),
    };
  }

  /** The earlier fault that would have made it, followed to the one behind all. */
  #causeOf(missing: MissingName): ExplainedFault | undefined {
    const extension: MissingName | undefined =
      missing.extension === undefined ? undefined : { kind: "extension", name: missing.extension };
    const found = this.#failed.findLast(({ statements }) =>
      statements.some((read) => makes(read, missing) || (extension !== undefined && makes(read, extension))),
    )?.explained;
    return found?.cause ?? found;
  }

  /** The earlier fault that kept an object of this name from being dropped or renamed, followed to the one behind all. */
  #failedRemoval({ kind, name, schema, table }: ObjectRef): ExplainedFault | undefined {
    if (kind !== "relation" && kind !== "type" && kind !== "routine") return undefined;
    const taken = { kind, name, ...(schema && { schema }), ...(table && { table }) };
    const found = this.#failed.findLast(({ statements }) =>
      statements.some((read) => takesAway(read, taken)),
    )?.explained;
    return found?.cause ?? found;
  }

  /** A second creation of the table, which has the column, where the first one has not and stayed. */
  #hiddenCreation({ kind, name, table }: MissingName, position: number): ReadStatement | undefined {
    if (kind !== "column") return undefined;
    return this.#placed.findLast(({ position: other, read }) => {
      if (other >= position || !asksFirst(read) || !columnNames(read).includes(name)) return false;
      return read.events.some(
        ({ ref, event }) =>
          event === "create" && ref.kind === "relation" && (table === undefined || ref.name === table),
      );
    })?.read;
  }

  #position(statement: ReadStatement | undefined): number {
    return statement === undefined ? -1 : (this.#positions.get(statement) ?? -1);
  }
}

type Reason = Pick<ExplainedFault, "reason" | "missing" | "curedBy" | "earlier" | "cause" | "hiddenCreation">;

function reasonOfState({ sqlstate, message }: ReplayFault): FaultReason {
  if (sqlstate === "54000" && /dimensions for \w+ index$/.test(message))
    return "vector_index_dimension_limit";
  if (sqlstate === "P0001") return "raised";
  if (sqlstate === UNSAFE_NEW_ENUM_VALUE || /^(?:25|2D|3B)/.test(sqlstate)) return "transaction";
  return /^(?:22|23)/.test(sqlstate) ? "data" : "other";
}

function placeOf({ file, statement }: ReadStatement): FaultPlace {
  return { file: file.file, line: statement.line };
}
