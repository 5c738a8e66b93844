import type { ObjectRef } from "../catalog/identity.ts";
import type { Evidence, Location, Remediation, Severity } from "./finding.ts";

/** What a rule says of one object; the audit completes it to a finding. */
export interface Verdict {
  readonly object: ObjectRef;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  /** What is wrong with this object, one sentence that names it. */
  readonly message: string;
  readonly evidence: Evidence;
  readonly remediation: Remediation;
  /** Tells apart several findings of the rule on one object; stable across runs. */
  readonly discriminator?: string;
  readonly location?: Location;
  /** Same text, same cause: such findings are shown as one group. */
  readonly root_cause?: string;
}

/** The rule, or a part of its subjects, could not be judged. */
export interface NotEvaluated {
  readonly not_evaluated: string;
  /**
   * What it is about, where everything else was judged: only the findings on these objects stay as they were when this
   * run does not find them. None at all where weaker means than wished judged everything, this time as every time.
   * For rules without discriminators.
   */
  readonly about?: readonly ObjectRef[];
}
