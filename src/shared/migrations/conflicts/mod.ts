import type { Conflict } from "./conflict.ts";
import { extensionNotEnabled } from "./extension_not_enabled.ts";
import { fileUnparsable } from "./file_unparsable.ts";
import { functionRedefinedWithOtherSignature } from "./function_redefined_with_other_signature.ts";
import { objectCreatedTwice } from "./object_created_twice.ts";
import { objectNeverCreated } from "./object_never_created.ts";
import { referenceAfterDrop } from "./reference_after_drop.ts";
import { referenceBeforeCreation } from "./reference_before_creation.ts";

/** Every conflict, in the order of the documentation. */
export const CONFLICTS: readonly Conflict[] = [
  fileUnparsable,
  objectCreatedTwice,
  functionRedefinedWithOtherSignature,
  referenceBeforeCreation,
  referenceAfterDrop,
  objectNeverCreated,
  extensionNotEnabled,
];

/** The conflict with this id. */
export function findConflict(id: string): Conflict | undefined {
  return CONFLICTS.find((conflict) => conflict.id === id);
}
