import type { Session } from "../database/database.ts";
import { onCycles, type PolicyReads } from "./policy_cycles.ts";
import { EXTENSION_MEMBERS, POLICY_READS } from "./reading_scope_sql.ts";
import { shardSql } from "./shard_sql.ts";

/**
 * Which objects a reading is limited to. A shard is one of `of` parts of the database: partition trees and overloads stay
 * together. The others are what some rules look at, wherever it lies.
 */
export type ScopeRequest =
  | {
      readonly shard: number;
      readonly of: number;
      /** What bodies name is looked up for them. */
      readonly bodies: boolean;
    }
  | { readonly only: "nothing" | "extension members" | "policies on cycles" };

/** A limited reading: what is to be judged, and what is read for it. OIDs; those of the families that are not here stay whole. */
export interface ReadingScope {
  readonly focus: Focus | undefined;
  readonly relations: readonly number[];
  /** Relations whose columns are read. */
  readonly columns: readonly number[];
  /** Relations whose indexes, policies and triggers are read, and the constraints on them and to them. */
  readonly whole: readonly number[];
  /** Relations of whose columns only those of some names are read, and these names: words of letters, digits, _ and $. */
  readonly named: readonly number[];
  readonly words: readonly string[];
  /** Policies and triggers on relations that are not read whole. */
  readonly policies: readonly number[];
  readonly triggers: readonly number[];
  readonly routines: readonly number[];
  readonly sequences: readonly number[];
}

/** What a shard is there to judge; the rest of its reading is only looked at. */
export interface Focus {
  /** The shard that also judges what is neither a relation's nor a routine. */
  readonly first: boolean;
  readonly relations: ReadonlySet<number>;
  readonly routines: ReadonlySet<number>;
  /** Names of relations, indexes and sequences that an index for a foreign key could be given, by schema. */
  readonly taken: readonly { readonly schema: string; readonly name: string }[];
}

type Answered = Omit<ReadingScope, "focus"> & {
  readonly focus_relations: readonly number[];
  readonly focus_routines: readonly number[];
  readonly taken: Focus["taken"];
};

const NOTHING: ReadingScope = {
  focus: undefined,
  relations: [],
  columns: [],
  whole: [],
  named: [],
  words: [],
  policies: [],
  triggers: [],
  routines: [],
  sequences: [],
};

/** Asks the server which objects lie in the scope. */
export async function readScope(session: Session, request: ScopeRequest): Promise<ReadingScope> {
  if ("shard" in request) {
    const [row] = await session.query<{ scope: string }>(shardSql(request));
    const { focus_relations, focus_routines, taken, ...scope } = JSON.parse(row?.scope ?? "{}") as Answered;
    return {
      ...scope,
      focus: {
        first: request.shard === 0,
        relations: new Set(focus_relations),
        routines: new Set(focus_routines),
        taken,
      },
    };
  }
  if (request.only === "nothing") return NOTHING;
  if (request.only === "extension members") {
    const [row] = await session.query<{ scope: string }>(EXTENSION_MEMBERS);
    return { ...NOTHING, ...(JSON.parse(row?.scope ?? "{}") as Partial<ReadingScope>) };
  }
  const [row] = await session.query<{ reads: string }>(POLICY_READS);
  const { policies, relations, routines } = onCycles(JSON.parse(row?.reads ?? "{}") as PolicyReads);
  return { ...NOTHING, relations, columns: relations, policies, routines };
}
