/** How one part of an installation is. */
export type Health = "pass" | "warn" | "fail" | "not_evaluated";

/** What was found of one part of an installation. */
export interface Examination {
  readonly name: string;
  readonly status: Health;
  readonly message: string;
  /** What to do, where something is to be done. */
  readonly advice?: string;
}

/** The worst status decides; what could not be looked at does not. */
export function overall(examinations: readonly Examination[]): Health {
  for (const status of ["fail", "warn", "pass"] as const) {
    if (examinations.some((each) => each.status === status)) return status;
  }
  return "not_evaluated";
}
