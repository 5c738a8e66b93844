import type { ReadStatement } from "../reading.ts";
import type { ReplayFault } from "../replay_file.ts";
import type { MissingName } from "./missing_name.ts";
import type { Retried } from "./retry_faults.ts";

/**
 * Why something failed. `cascade`: an earlier fault, or a creation that `if not exists` hid, is the cause.
 * `extension_unavailable`: the shadow database has neither the extension nor a stand-in. `raised`: the file's own
 * `raise exception`. `data`: rows stand against it. `transaction`: Postgres does not allow it inside one.
 */
export type FaultReason =
  | "reference_before_creation"
  | "reference_after_drop"
  | "object_never_created"
  | "extension_not_enabled"
  | "extension_unavailable"
  | "object_created_twice"
  | "cascade"
  | "version_duplicate"
  | "psql_only"
  | "syntax"
  | "transaction"
  | "data"
  | "vector_index_dimension_limit"
  | "raised"
  | "other";

/** Where something is in the files. */
export interface FaultPlace {
  readonly file: string;
  /** Absent where the replay showed the file alone. */
  readonly line?: number;
}

/** A fault of a replay and why it happened, as data. */
export interface ExplainedFault {
  readonly fault: ReplayFault;
  readonly reason: FaultReason;
  /** The statement as it was read; none for text that is no SQL, for ledger rows and commits. */
  readonly statement?: ReadStatement;
  readonly missing?: MissingName;
  /** The later place that makes what was missing, or the later `create extension`. */
  readonly curedBy?: FaultPlace;
  /** Of `reference_after_drop`: what took it away. Of `object_created_twice`: what made it first. */
  readonly earlier?: FaultPlace;
  /** Of `cascade`: the fault behind it, at the end of all cascades. */
  readonly cause?: ExplainedFault;
  /** Of `cascade` without such a fault: the creation of the table that `if not exists` hid. */
  readonly hiddenCreation?: ReadStatement;
  /** How it fares when all files have run; none for what cannot be tried again. */
  readonly retried?: Retried;
  /** Only rows would have changed: no object is missing because of it. */
  readonly rowsOnly: boolean;
}
